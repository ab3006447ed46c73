"""One row per name by which a source knows someone, with the customer it belongs to.

Connected components have no plain SQL; the arithmetic and its tests are in orchestration/identity.
"""


def model(dbt, session):
    from orchestration.identity.links import link

    return link(
        session,
        dbt.ref("int_identities_with_keys"),
        dbt.ref("int_identity_domains"),
        dbt.ref("identity_exceptions"),
    )
