{# The bare domain of a website as people type it; null where it has none. #}
{% macro domain_of_website(website) -%}
    nullif(
        replace(
            split_part(
                replace(replace({{ website }}, 'https://', ''), 'http://', ''), '/', 1
            ),
            'www.',
            ''
        ),
        ''
    )
{%- endmacro %}
