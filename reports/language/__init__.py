"""The page language: front matter, query fences, expressions and component tags to Jinja."""
