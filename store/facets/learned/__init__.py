"""What is learned of the lines of postings."""
