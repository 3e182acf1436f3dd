"""Local work: files in, files out, by the same language and the same workers as the server's."""
