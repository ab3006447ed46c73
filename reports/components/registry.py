"""All components by name."""

from reports.components import (
    big_value,
    controls,
    datatable,
    finding,
    graphs,
    layout,
    links,
    matrices,
    plots,
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
        datatable,
        controls,
        layout,
        links,
    )
    for declaration in module.DECLARATIONS
}
