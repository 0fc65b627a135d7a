"""What is wrong with a frame, or looks it."""
