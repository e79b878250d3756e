"""What surveys keep of an address, and how it ends."""
