"""What a reader asks, one file a subject: the facts and their sentences."""
