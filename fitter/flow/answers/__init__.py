"""What is sent: a blob or an error becomes a response, and all that it says besides."""
