"""All components by name."""

from reports.components import datatable, graphs, layout, links, values

COMPONENTS = {
    declaration.name: declaration
    for module in (values, graphs, datatable, layout, links)
    for declaration in module.DECLARATIONS
}
