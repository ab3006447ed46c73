"""One customer behind many names: telephone numbers, connected components, links."""
