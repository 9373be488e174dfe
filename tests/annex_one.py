"""Annex I to E/2022/54 as it is printed, typed off figure by figure: {table: {line: {column: figure}}}.

Thousands of United States dollars in tables 1, 2, 4 and 5, posts in table 3. Group separators are left out, parentheses
are a minus and a dash is 0. Nothing of the application is read to make it.
"""

Table = dict[str, dict[str, str]]


def _table(columns: str, lines: dict[str, str]) -> Table:
    """A table out of its columns and lines, as they stand on the page."""
    keys = columns.split()
    return {line: dict(zip(keys, figures.split(), strict=True)) for line, figures in lines.items()}


ANNEX_ONE: dict[int, Table] = {
    1: _table(
        "expenditure_2021 estimate_2022 change_amount change_percent estimate_2023",
        {
            "A": "2752.4 3667.9 424.7 12.0 4092.6",
            "B1": "15569.2 16706.5 -240.1 -1.0 16466.4",
            "B2": "8620.9 10361.9 1079.4 10.0 11441.3",
            "B3": "166663.3 238585.6 9302.8 4.0 247888.4",
            "B": "190853.4 265654.0 10142.1 4.0 275796.1",
            "C": "13064.2 12504.5 -1349.5 -11.0 11155.0",
            "total": "206670.0 281826.4 9217.3 3.0 291043.7",
        },
    ),
    2: _table(
        "expenditure_2021 estimate_2022 change_amount change_percent estimate_2023",
        {
            "posts": "135487.7 177792.6 -454.6 -0.3 177338.0",
            "non_posts": "71182.3 104033.8 9671.9 9.3 113705.7",
            "total": "206670.0 281826.4 9217.3 3.3 291043.7",
        },
    ),
    3: _table(
        "USG ASG D-2 D-1 P-5 P-4 P-3 P-2/1 professional_subtotal GS-PL GS-OL NPO LL total",
        {
            "A": "0 1 1 0 3 4 3 0 12 2 1 0 0 15",
            "B1": "0 0 0 2 10 18 13 0 43 0 3 0 0 46",
            "B2": "0 0 5 1 8 13 6 0 33 0 0 0 8 41",
            "B3": "0 4 46 68 91 129 2 0 340 0 0 413 396 1149",
            "B": "0 4 51 71 109 160 21 0 416 0 3 413 404 1236",
            "C": "0 0 0 1 3 8 3 0 15 6 1 0 0 22",
            "total": "0 5 52 72 115 172 27 0 443 8 5 413 404 1273",
        },
    ),
    4: _table(
        "budget_2021 expenditure_2021 variance",
        {
            "A": "2844.3 2752.4 91.9",
            "B1": "14453.8 15569.2 -1115.4",
            "B2": "9504.1 8620.9 883.2",
            "B3": "243318.0 166663.3 76654.7",
            "B": "267275.9 190853.4 76422.5",
            "C": "11706.2 13064.2 -1358.0",
            "total": "281826.4 206670.0 75156.4",
        },
    ),
    5: _table(
        "budget_2021 expenditure_2021 variance",
        {
            "posts": "164321.1 135487.7 28833.4",
            "non_posts": "117505.3 71182.3 46323.0",
            "total": "281826.4 206670.0 75156.4",
        },
    ),
}
CELLS = {1: 35, 2: 15, 3: 98, 4: 21, 5: 9}
