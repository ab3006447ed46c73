"""All components by name."""

from reports.components import (
    big_value,
    bridges,
    controls,
    datatable,
    finding,
    goals,
    graphs,
    journey,
    layout,
    links,
    matrices,
    plots,
    quotes,
    values,
)

COMPONENTS = {
    declaration.name: declaration
    for module in (
        big_value,
        values,
        graphs,
        plots,
        matrices,
        finding,
        goals,
        journey,
        quotes,
        bridges,
        datatable,
        controls,
        layout,
        links,
    )
    for declaration in module.DECLARATIONS
}
