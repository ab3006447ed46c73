{# The order in which the answers of a response may have its comment: what is within its scale first, then the
   recommendation, then what was asked earlier, question 2 before question 10 (DECISIONS D136). #}
{% macro answer_of_comment(answers) -%}
    case when {{ answers }}.metric_name = 'resolution' then 1 else 0 end asc,
    case
        when
            {{ answers }}.answer_value
            between {{ answers }}.scale_min and {{ answers }}.scale_max
            then 0
        when {{ answers }}.score_raw is not null then 1
        else 2
    end asc,
    case when {{ answers }}.metric_name = 'nps' then 0 else 1 end asc,
    length({{ answers }}.question_id) asc nulls last,
    {{ answers }}.survey_answer_id asc nulls last
{%- endmacro %}
