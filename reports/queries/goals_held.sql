-- What each measure as a whole is held to at the end of the last month.
select *
from seeds.goals
where segment_name is null
    and $month_end between coalesce(valid_from, $month_end) and coalesce(valid_to, $month_end)
