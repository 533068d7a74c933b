"""What `itl-eraser doctor` looks at on a quiet day: this machine, the servers, the phones."""
