{#
    Takes the place of the adapter's macro: a seed's rows come from the folder in which the
    company's seeds are put together (orchestration/seeds.py), else from the project.

    A seed path outside the project is no way: dbt writes what it ran to target/run/<seed path>,
    which for an absolute path is the seed itself.
#}
{% macro duckdb__load_csv_rows(model, agate_table) %}
    {% set folder = env_var('CX_SEEDS', '') %}
    {% set path = folder ~ '/' ~ model.name ~ '.csv' if folder else adapter.get_seed_file_path(model) %}
    {% set copy %}
        copy {{ this.render() }} from '{{ path }}' (format csv, header true, dateformat '%Y-%m-%d')
    {% endset %}
    {% do adapter.add_query(copy, abridge_sql_log=True) %}
    {{ return(copy) }}
{% endmacro %}
