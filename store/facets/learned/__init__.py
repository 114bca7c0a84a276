"""What is learned of the lines of postings."""

__all__: list[str] = []
