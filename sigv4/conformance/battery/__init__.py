"""The battery: requests to a live server, each with what S3 makes of it."""
