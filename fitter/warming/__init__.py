"""Pictures that are made before anybody asks for them: what is wanted, and how it is had."""
