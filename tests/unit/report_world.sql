-- A published warehouse with the tables that pages read, a few rows each.
create schema marts; create schema seeds; create schema ops; create schema staging;
create table staging.stg_users as select 'someone' as name;
create table seeds.goals (metric_name varchar, segment_name varchar, direction varchar, goal_value double, is_goal_inclusive boolean,
    benchmark_low_value double, benchmark_high_value double, action_value double, cadence_name varchar, minimum_n integer, valid_from date, valid_to date);
insert into seeds.goals (metric_name, minimum_n) values ('*', 30);
insert into seeds.goals by position select *, null, null, null from (values ('nps', null, 'up', 50, true, null, null, null, 'monthly'), ('csat', null, 'up', 0.8, true, null, null, null, 'per interaction'),
    ('ces', null, 'down', 2, false, null, null, null, 'per journey'), ('first_contact_resolution_rate', null, 'up', 0.7, true, 0.7, 0.75, 0.65, 'weekly'),
    ('first_reply_minutes_mean', null, 'down', 120, false, null, null, 240, 'daily'));
create table seeds.events as select date '2026-03-02' as event_date, 'New help centre opened' as event_name, 'support' as event_kind
    union all select date '2026-09-01', 'Prices raised for new subscriptions', 'pricing';
create table marts.fct_contacts (contact_id varchar, customer_id varchar, channel_name varchar, topic_name varchar, exclusion_reason varchar, created_date date,
    is_counted boolean default true, is_resolved boolean default true, is_first_contact_resolved boolean default false, is_reopened boolean default false, has_impossible_times boolean default false);
insert into marts.fct_contacts (contact_id, customer_id, channel_name, topic_name, exclusion_reason, created_date) values ('1', 'unknown', 'email', 'Delivery', null, '2026-10-02'), ('2', 'crm:2', 'chat', 'Billing', 'spam', '2026-10-03'), ('3', 'crm:3', 'chat', 'Billing', null, '2026-10-04');
create table marts.fct_survey_responses as select 'crm:1' as customer_id, 'nps' as metric_name, 9.0 as score, true as is_valid, true as is_promoter, false as is_passive, false as is_mapped_scale, date '2026-10-05' as answered_date
    union all select 'crm:2', 'ces', null, false, false, false, true, date '2026-10-06';
create table marts.fct_driver_importances as select 'nps' as target_name, label as driver_label, quadrant as quadrant_name, share as importance_share, well as performance_share, 300 as importance_observation_count, 0.2 as explained_share, date '2026-10-31' as valuation_date
    from (values ('Time to the first reply', 'improve', 0.4, 0.4), ('Contacts by chat', 'maintain', 0.2, 0.8), ('Contacts a month', 'unclear', 0.4, 0.3)) as drivers(label, quadrant, share, well);
create table marts.dim_customers as select 'crm:' || n as customer_id, 'consumer' as customer_type, 'Plus' as tier_name, 'unknown' as region_name from range(6) as s(n);
create table marts.fct_orders as select 'crm:1' as customer_id, 10.0 as amount;
create table marts.fct_revenue as select cast(m as date) as revenue_date, t as revenue_type, 210000 + 9000 * month(m) * case when t = 'one_off' then 1 else 2 end as amount
    from generate_series(date '2025-10-01', date '2026-11-01', interval 1 month) as s(m), (values ('one_off'), ('subscription')) as k(t);
create table marts.fct_customer_months as select cast(m as date) as month_date, 9000 + 300 * month(m) as new_amount, 4100.0 as expansion_amount, 700.0 as reactivated_amount,
    2500.0 as contraction_amount, 6100 + 120 * month(m) as churned_amount from generate_series(date '2025-10-01', date '2026-10-01', interval 1 month) as s(m);
create table ops.nights as select date '2026-11-21' as night, 'published' as status_name, cast(null as varchar) as stage_name, cast(null as varchar) as reason,
    '2026-11-22 02:00' as started_at, '2026-11-22 02:01' as finished_at, 71.5 as seconds, 18230 as rows_loaded, 12 as rows_rejected
    union all select date '2026-11-20', 'stopped', 'gate-zendesk-tickets', 'tickets: 0 rows arrived, 350 to 900 expected', '', '', 12.0, 0, 0;
create table ops.check_results as select date '2026-11-21' as night, 'gate-zendesk-tickets' as stage_name, 'tickets' as table_name, 'key is unique' as rule_name, true as is_passed, true as is_blocking, '0' as expected, '0' as found
    union all select date '2026-11-21', 'audit', 'fct_contacts', 'volume within its history', true, false, '120 to 240', '180';
create table ops.file_loads as select 'zendesk' as source_name, 'tickets' as table_name, 'landing/zendesk/tickets/2026-11-21.json.gz' as file, 'abc' as hash, 1000 as bytes, 810 as rows_in, 800 as rows_loaded, 10 as rows_rejected, 'loaded' as status_name, null as reason, [] as extra_columns, date '2026-11-21' as loaded_on;
create table ops.rejected_rows as select 'zendesk' as source_name, 'tickets' as table_name, 'f' as file, 'created_at' as column_name, 'not a timestamp' as reason, 10 as "rows";
create table ops.build as select date '2026-11-21' as as_of, 'Europe/Amsterdam' as time_zone, 'Northwind Home' as company_name, 'EUR' as currency_code;
create table ops.experience_goals as select 'Customers who recommend us' as goal_name, 'customer_insight' as owner_name, 'nps' as metric_name, '' as condition_text, 'Our customers succeed.' as social_text, 'The name people give.' as inspiring_text, 'Promoters stay.' as relevant_text,
    'Each referral saves.' as finance_text, 'Detractors are called.' as support_text, 'Something changes.' as customer_text, 20.0 as baseline_value, date '2025-12-31' as baseline_date, 50.0 as target_value, date '2027-06-30' as target_date,
    'off_track' as status_name, 30.0 as current_value, date '2026-10-31' as current_date, 36.0 as expected_value, 400 as current_n, 26.0 as low_value, 34.0 as high_value, -6.0 as ahead_value, 0.33 as done_share, date '2028-01-15' as reached_date
    union all select 'Customers who stay', 'finance', 'logo_churn_rate', '', '', '', '', '', '', '', 0.03, date '2025-12-31', 0.02, date '2026-12-31', 'unknown', null, date '2026-10-31', 0.022, null, null, null, null, null, null;
create table marts.fct_journeys as select '1' as journey_id, 'Purchase' as journey_name;
create table seeds.journeys as select 'purchase' as journey_code, 'Purchase' as journey_name;
create table seeds.touchpoints as select 'purchase' as journey_code, 1 as stage_number, 'Product list' as touchpoint_name, true as is_moment_of_truth;
create table marts.fct_feedback as select cast(n as varchar) as feedback_id, 'crm:' || n as customer_id, 'survey' as origin_name, 'en' as language_code, case when n % 2 = 0 then 'negative' else 'positive' end as sentiment_name, 'words 1' as sentiment_model_name,
    case n when 2 then 'The parcel was late, call me at +31 20 123 4567 please.' else 'The parcel was late, and nobody told me so, number ' || n || '.' end as comment_text, true as is_counted, true as has_sentiment, n % 2 = 0 as is_negative, date '2026-10-05' as given_date
    from generate_series(1, 7) as s(n);
create table marts.fct_feedback_topics as select feedback_id, customer_id, origin_name, 'delivery' as topic_name, given_date from marts.fct_feedback union all select feedback_id, customer_id, origin_name, 'price', given_date from marts.fct_feedback where feedback_id <= '4';
create table marts.fct_retention_curves as select kind as segment_type, name as segment_name, n as tenure_months, 200 - 10 * n as at_risk_count, 1 - 0.03 * n as survival_rate, 1 - 0.05 * n as survival_low_rate, case when n > 0 then 1 - 0.02 * n end as survival_high_rate
    from generate_series(0, 14) as s(n), (values ('all', 'all'), ('tier', 'gold')) as k(kind, name);
create table marts.fct_customer_lifetime_value as select 'crm:' || n as customer_id, 100.0 * n as predicted_margin_amount, date '2026-10-31' as valuation_date from generate_series(1, 20) as s(n);
create table marts.fct_customer_health as select 'crm:' || n as customer_id, 5.0 * n as health_score, true as is_scored, date '2026-10-31' as month_end_date from generate_series(1, 20) as s(n)
