"""The two stages: the loop, what runs it on one process or on many, checkpoints that survive all of that."""
