"""What a cluster itself says and does: AXL and RISPort70, by envelopes of our own (cucm §1, §2)."""
