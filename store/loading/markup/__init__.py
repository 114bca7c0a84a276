"""Text as Markdown: its characters, its lines and its blocks."""
