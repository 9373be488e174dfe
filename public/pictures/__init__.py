"""Pictures of a release: a chart, the table that says the same, and both as files and as a page to embed.

Each subject is a module that registers how its pictures are found and which there are; nothing else knows them all.
"""
