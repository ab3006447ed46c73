"""What a page's statement may read: what is published, and nothing that changes by itself."""

import pytest

from reports.errors import PageError
from reports.statements import check_statement

FINE = [
    "-- not current_date\nselect $as_of as day from fct_contacts",
    "with staging as (select 1 as one) select staging.one from staging, range(3)",
    "select age($as_of, opened_at) from marts.fct_contacts where channel = 'now()'",
    'select * from "warehouse"."seeds"."goals" pivot (sum(value) for name in (\'nps\'))',
    "select case when is_open then error('no') end from ops.build",
]
HIDDEN = [
    "select * from staging.stg_users",
    "select (select count(*) from warehouse.intermediate.int_contacts) from fct_contacts",
    "select * from query_table('staging.stg_users')",
    "select * from query('select * from staging.stg_users')",
    "select table_name from duckdb_tables()",
    "select table_name from duckdb_tables",
    "with a as (select 1) select * from a where 1 in (select 1 from pg_catalog.pg_tables)",
    "select * from information_schema.tables",
    "select * from (describe fct_contacts)",
    "select * from read_text('/etc/passwd')",
]
CHANGING = [
    "select current_date",
    "select get_current_timestamp()",
    "select 1 from fct_contacts where opened_at < localtimestamp",
    "select age(opened_at) from fct_contacts",
    "select transaction_timestamp(), current_time",
    "select gen_random_uuid()",
    "select ago(interval 1 day)",
    "select * from fct_contacts using sample 2",
    "select * from fct_contacts tablesample 10%",
]


@pytest.mark.parametrize("sql", FINE)
def test_what_is_published_may_be_read(sql):
    check_statement(sql)


@pytest.mark.parametrize("sql", HIDDEN)
def test_nothing_else_may_be_read(sql):
    with pytest.raises(PageError, match="is not published"):
        check_statement(sql)


@pytest.mark.parametrize("sql", CHANGING)
def test_what_changes_by_itself_is_refused(sql):
    with pytest.raises(PageError, match="makes every run different"):
        check_statement(sql)


def test_the_line_is_told():
    with pytest.raises(PageError) as caught:
        check_statement("select 'ä'\nfrom fct_contacts,\nstaging.stg_users")

    assert caught.value.line == 3
