{# What a night has to touch again (DECISIONS D5). #}

{# The newest `_loaded_on` the model already holds, as text; a literal lets the engine skip old partitions. #}
{% macro watermark() -%}
    {%- set result = run_query('select max(_loaded_on) from ' ~ this) if execute else none -%}
    {%- set newest = result.columns[0].values()[0] if result else none -%}
    {{- newest if newest is not none else '1970-01-01' -}}
{%- endmacro %}

{# True for rows the model has not seen in this state: loaded since the watermark or, for events dated
   ahead of the night that brought them, come into sight since then. #}
{% macro is_touched(loaded_on, event_at=none) -%}
    (
        {{ loaded_on }} >= cast('{{ watermark() }}' as date)
        {%- if event_at is not none %}
        or {{ event_at }} >= cast('{{ watermark() }}' as timestamp)
        {%- endif %}
    )
{%- endmacro %}

{# Whether a month has ended since the night of the newest row the model holds. #}
{% macro has_month_closed() -%}
    {{ first_open_month(as_of()) }}
    > {{ first_open_month("cast('" ~ watermark() ~ "' as date)") }}
{%- endmacro %}

{# The latest version of each key in a lake table, as of the night. The cursor decides (and then_by, where the system
   changes a row without it), then the day that the
   file's name tells, then the night that brought the row, then its place: a late or repeated version never
   replaces a newer one (DECISIONS D125). Only keys with
   several versions are ranked, and only on narrow rows (measured: 11 GB become 4 GB at 100 million rows).
   An increment looks only at keys that came since the watermark. #}
{% macro latest_versions(lake_table, key, cursor=none, then_by=none) -%}
    select versions.*
    from {{ lake_table }} as versions
    {%- if is_incremental() %}
    inner join (
        select {{ key | join(', ') }}
        from {{ lake_table }}
        where
            _loaded_on <= {{ as_of() }}
            and _loaded_on >= cast('{{ watermark() }}' as date)
        group by {{ key | join(', ') }}
    ) as touched_keys
        on {% for column in key %}
            {{- 'versions.' ~ column ~ ' = touched_keys.' ~ column }}{{ ' and ' if not loop.last }}
        {%- endfor %}
    {%- endif %}
    left join (
        select
            ranked._file,
            ranked._row
        from (
            select
                several._file,
                several._row,
                row_number() over (
                    partition by {% for column in key %}several.{{ column }}, {% endfor %}1
                    order by
                        {%- if cursor %}
                        several.{{ cursor }} desc nulls last,
                        {%- endif %}
                        {%- if then_by %}
                        several.{{ then_by }} desc nulls last,
                        {%- endif %}
                        {{ day_of_file('several._file', 'several._loaded_on') }} desc nulls last,
                        several._loaded_on desc nulls last,
                        {{ name_of_file('several._file') }} desc nulls last,
                        several._file desc nulls last,
                        several._row desc nulls last
                ) as version_rank
            from {{ lake_table }} as several
            inner join (
                select {{ key | join(', ') }}
                from {{ lake_table }}
                where _loaded_on <= {{ as_of() }}
                group by {{ key | join(', ') }}
                having count(*) > 1
            ) as repeated_keys
                on {% for column in key %}
                    {{- 'several.' ~ column ~ ' = repeated_keys.' ~ column }}{{ ' and ' if not loop.last }}
                {%- endfor %}
            where several._loaded_on <= {{ as_of() }}
        ) as ranked
        where ranked.version_rank > 1
    ) as older_versions
        on
            versions._file = older_versions._file
            and versions._row = older_versions._row
    where
        versions._loaded_on <= {{ as_of() }}
        and older_versions._row is null
{%- endmacro %}

{# The keys that the night touched in any of the relations, each of which has the key and `_loaded_on`;
   happened_at names the column of those relations whose rows may be dated after the night that brought
   them. Without an increment: all keys of the first relation. #}
{% macro touched_keys(key, relations, happened_at={}) -%}
    {%- for relation in (relations if is_incremental() else relations[:1]) %}
    select {{ key }}
    from {{ relation }}
    {%- if is_incremental() %}
    where {{ is_touched('_loaded_on', happened_at.get(relation)) }}
    {%- endif %}
    group by {{ key }}
    {{ 'union distinct' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# The visitors of the model's rows who are another customer's than when those were written; asked once per
   visitor and link, not by comparing every event with itself. #}
{% macro moved_visitors(customer_links) -%}
    select shown.visitor_id
    from {{ this }} as shown
    left join (
        select
            customer_id,
            {{ hash_key(['source_name', 'identity_id']) }} as visitor_id
        from {{ customer_links }}
        where identity_type = 'person'
    ) as links
        on shown.visitor_id = links.visitor_id
    where
        shown.visitor_id is not null
        and shown.customer_id <> coalesce(links.customer_id, 'unknown')
    group by shown.visitor_id
{%- endmacro %}

{# The keys, usually customers, of whom the model holds other rows than it would write: an order or a term that went
   to another customer leaves nothing newer with the one it left. The columns are compared both ways. #}
{% macro strayed(rows, columns, expected='1 = 1', held='1 = 1', key='customer_id') -%}
    {%- set ways = [(rows, expected, this, held), (this, held, rows, expected)] -%}
    {%- for one, of_one, other, of_other in ways %}
    select strays.{{ key }}
    from (
        select {{ columns }} from {{ one }} where {{ of_one }}
        except
        select {{ columns }} from {{ other }} where {{ of_other }}
    ) as strays
    {{ 'union distinct' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
