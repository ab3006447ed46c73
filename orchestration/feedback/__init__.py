"""What a night reads out of customers' comments: without personal data, in which language.

Between two steps of the models, as the forecasts: a model in, a table of the lake out.
"""
