{# Whether a desk's comment is the record of a call or a chat, by its kind. #}
{% macro is_conversation(comment_type) -%}
    (coalesce({{ comment_type }}, '') in ('VoiceComment', 'ChatTranscript'))
{%- endmacro %}
