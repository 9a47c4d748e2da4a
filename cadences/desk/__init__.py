"""What a rep sees and does: the day, its queue, and the card of each task."""
