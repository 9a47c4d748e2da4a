"""Strange files for the reader of lists: made from real ones, read one after the other until one breaks it."""
