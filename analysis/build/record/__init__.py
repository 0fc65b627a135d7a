"""What a site says of how it was made."""
