"""All components by name."""

from reports.components import (
    big_value,
    bridges,
    catalogue,
    controls,
    datatable,
    finding,
    flows,
    goals,
    graphs,
    images,
    journey,
    layout,
    links,
    matrices,
    mixed,
    panels,
    plots,
    quotes,
    references,
    values,
)

COMPONENTS = {
    declaration.name: declaration
    for module in (
        big_value,
        values,
        graphs,
        references,
        mixed,
        plots,
        matrices,
        finding,
        catalogue,
        goals,
        journey,
        quotes,
        bridges,
        flows,
        datatable,
        controls,
        layout,
        panels,
        images,
        links,
    )
    for declaration in module.DECLARATIONS
}
