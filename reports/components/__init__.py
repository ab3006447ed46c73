"""What a page can show: one declaration per component, one function that draws it."""
