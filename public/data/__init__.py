"""A release as tables: each with its data dictionary, as CSV, XLSX, JSON and Parquet, and all of them as one package.

A table is a typed definition (`columns.Table`); whoever adds one writes it into one of the `..._tables` modules and
into `tables.TABLES`. Pages, files, the data package and the catalogue follow from it.
"""
