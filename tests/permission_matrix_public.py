"""Every public address with the parts of one that exists and of one that does not; see permission_matrix.py."""

# Everybody gets the same bytes, whoever asks and however they prove it; every other method is refused (405).
# name: parts of an address that exists, parts of one that does not (None where every address exists)
PUBLIC: dict[str, tuple[dict[str, str], dict[str, str] | None]] = {
    "healthz": ({}, None),
    "public:overview": ({}, None),
    "public:overview_csv": ({}, None),
    "public:overview_json": ({}, None),
    "public:framework": ({}, None),
    "public:framework_csv": ({}, None),
    "public:framework_json": ({}, None),
    "public:indicator_short": ({"indicator": "2.1.1-d"}, {"indicator": "9.9.9-z"}),
    "public:indicator": (
        {"framework": "RCS-2022-2025", "indicator": "2.1.1-d"},
        {"framework": "RCS-2022-2025", "indicator": "9.9.9-z"},
    ),
    "public:indicator_csv": (
        {"framework": "RCS-2022-2025", "indicator": "2.1.1-d"},
        {"framework": "RCS-1999-2002", "indicator": "2.1.1-d"},
    ),
    "public:indicator_json": (
        {"framework": "RCS-2022-2025", "indicator": "2.1.1-d"},
        {"framework": "RCS-1999-2002", "indicator": "2.1.1-d"},
    ),
    "public:indicator_svg": (
        {"framework": "RCS-2022-2025", "indicator": "2.1.1-d"},
        {"framework": "RCS-2022-2025", "indicator": "9.9.9-z"},
    ),
    "public:indicator_png": (
        {"framework": "RCS-2022-2025", "indicator": "2.1.1-d"},
        {"framework": "RCS-2022-2025", "indicator": "9.9.9-z"},
    ),
    **{
        address: (
            {"framework": "RCS-2022-2025", "indicator": "2.1.1-d", "year": "2021"},
            {"framework": "RCS-2022-2025", "indicator": "2.1.1-d", "year": "2031"},
        )
        for address in ("public:behind", "public:behind_csv", "public:behind_json")
    },
    "public:picture": (
        {"subject": "series", "key": "RCS-2022-2025/2.1.1-d/total"},
        {"subject": "series", "key": "RCS-2022-2025/2.1.1-d/men"},
    ),
    "public:picture_file": (
        {"subject": "series", "file": "RCS-2022-2025/2.1.1-d/total.svg"},
        {"subject": "series", "file": "RCS-2022-2025/2.1.1-d/total.pdf"},
    ),
    **{f"public:reporting{form}": ({}, None) for form in ("", "_csv", "_json")},
    **{f"public:facts{form}": ({}, None) for form in ("", "_csv", "_json")},
    **{f"public:fact{form}": ({"code": "joint-workplans"}, {"code": "nothing"}) for form in ("", "_csv", "_json")},
    **{
        f"public:fact_{form}": ({"code": "joint-workplans"}, {"code": "joint-workplans-alone"})
        for form in ("svg", "png")
    },
    **{f"public:surveys{form}": ({}, None) for form in ("", "_csv", "_json")},
    **{
        f"public:survey{form}": ({"respondent": "team", "year": "2022"}, {"respondent": "team", "year": "2031"})
        for form in ("", "_csv", "_json")
    },
    **{
        f"public:{name}": ({}, None)
        for name in ("compare", *(f"compare_{form}" for form in ("csv", "json", "svg", "png")))
    },
    "public:releases": ({}, None),
    "public:releases_csv": ({}, None),
    "public:releases_json": ({}, None),
    "public:release": ({"number": "1"}, {"number": "9"}),
    "public:release_csv": ({"number": "1"}, {"number": "9"}),
    "public:release_json": ({"number": "1"}, {"number": "9"}),
    "public:methodology": ({}, None),
    "public:methodology_csv": ({}, None),
    "public:methodology_json": ({}, None),
    "public:countries": ({}, None),
    "public:countries_csv": ({}, None),
    "public:countries_json": ({}, None),
    "public:coordinators": ({}, None),
    "public:coordinators_csv": ({}, None),
    "public:coordinators_json": ({}, None),
    "public:offices": ({}, None),
    "public:offices_csv": ({}, None),
    "public:offices_json": ({}, None),
    "public:frameworks": ({}, None),
    "public:frameworks_csv": ({}, None),
    "public:frameworks_json": ({}, None),
    "public:country": ({"iso3": "KEN"}, {"iso3": "ZZZ"}),
    "public:country_csv": ({"iso3": "KEN"}, {"iso3": "ZZZ"}),
    "public:country_json": ({"iso3": "KEN"}, {"iso3": "ZZZ"}),
    "public:region": ({"code": "AFR"}, {"code": "ZZZ"}),
    "public:region_csv": ({"code": "AFR"}, {"code": "ZZZ"}),
    "public:region_json": ({"code": "AFR"}, {"code": "ZZZ"}),
    **{
        f"public:{name}": (parts, missing)
        for address, forms, parts, missing in (
            ("funding", "", {}, None),
            ("funding_table", "", {"number": "1"}, {"number": "6"}),
            ("funding_budget", "svg png", {}, None),
            ("funding_posts", "svg png", {}, None),
            ("funding_streams", "svg png", {}, None),
            ("contributions", "", {}, None),
            ("contributor", "", {"code": "test-1"}, {"code": "ZZZ"}),
        )
        for name in (address, *(f"{address}_{form}" for form in f"csv xlsx json {forms}".split()))
    },
    **{
        f"public:{name}": ({}, None)
        for name in (
            *("data", "data_connect", "data_package", "data_package_zip", "data_catalogue", "data_checksums"),
            *("changes_atom", "changes_json", "search", "search_json"),
        )
    },
    **{
        f"public:{name}": ({"name": "observations"}, {"name": "nothing"})
        for name in ("data_table", *(f"data_table_{form}" for form in ("csv", "xlsx", "json", "parquet")))
    },
    "public:terms": ({}, None),
    "public:contact": ({}, None),
    "public:accessibility": ({}, None),
    "public:styleguide": ({}, None),  # in a demonstration; elsewhere there is no such page (tests/test_look.py)
    "public:robots": ({}, None),
    "api/v1/": ({}, None),
    "api:schema": ({}, None),
    "api:docs": ({}, None),
    "api:problems": ({}, None),
    "api:frameworks": ({}, None),
    "api:framework": ({"code": "RCS-2022-2025"}, {"code": "RCS-1999-2002"}),
    "api:indicators": ({}, None),
    "api:indicator": (
        {"framework": "RCS-2022-2025", "code": "2.1.1-d"},
        {"framework": "RCS-2022-2025", "code": "9.9.9-z"},
    ),
    "api:observations": ({}, None),
    "api:behind": (
        {"framework": "RCS-2022-2025", "indicator": "2.1.1-d", "series": "total", "year": "2021"},
        {"framework": "RCS-2022-2025", "indicator": "2.1.1-d", "series": "total", "year": "2031"},
    ),
    "api:reporting_years": ({}, None),
    "api:reporting": ({"year": "2022"}, {"year": "2031"}),
    "api:all_facts": ({}, None),
    "api:facts": ({"report": "E-2022-54"}, {"report": "E-1999-54"}),
    "api:surveys": ({}, None),
    "api:survey": ({"respondent": "team", "year": "2022"}, {"respondent": "team", "year": "2031"}),
    "api:countries": ({}, None),
    "api:country": ({"iso3": "KEN"}, {"iso3": "XXX"}),
    "api:regions": ({}, None),
    "api:region": ({"code": "AFR"}, {"code": "atlantis"}),
    "api:teams": ({}, None),
    "api:team": ({"code": "KEN"}, {"code": "XXX"}),
    "api:finance_table": ({"number": "1"}, {"number": "6"}),
    "api:finance_resources": ({}, None),
    "api:finance_posts": ({}, None),
    "api:finance_funding": ({}, None),
    "api:finance_contributions": ({}, None),
    "api:finance_reconciliation": ({}, None),
    "api:releases": ({}, None),
    "api:release": ({"number": "1"}, {"number": "9"}),
}
# Nothing was counted of what the stage has published, so that there is nothing to draw: not found, by everybody alike.
NOTHING_TO_DRAW = frozenset({"public:compare_svg", "public:compare_png"})
