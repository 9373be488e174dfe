"""The report's own facts in public: with source, paragraph and years, as pages, pictures and files; and look-alikes.

They are figures of a report and no indicators of a framework: nothing rates them, and none enters another figure.
"""
