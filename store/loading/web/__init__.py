"""Web pages: what they state in structure, and what of them is the author's text."""
