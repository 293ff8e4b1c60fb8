"""Reading groups for training: the index, the payload, the checks, and the position that says what was handed out."""
