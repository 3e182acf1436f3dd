"""The one outbound HTTP client: address guard, byte cap, total deadline."""
