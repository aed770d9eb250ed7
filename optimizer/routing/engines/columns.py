"""The columns of the tables on which ruin and recreate works.

Node tables have a row a call, route tables a row a vehicle; `sequence[r, :size]` are the calls of route r.
"""

# Of a call: fixed facts, then where it is, then what holds up to it and from it on.
AT, OPEN, CLOSE, SERVICE, PRIZE, MATE, ROUTE, PLACE, FINISH, LATEST = range(10)
AHEAD_SPAN, AHEAD_OPEN, AHEAD_CLOSE, REST_SPAN, REST_OPEN, REST_CLOSE, WAY, NODE_COLUMNS = range(10, 18)
# Of a kind of vehicle.
BEGINS_AT, ENDS_AT, LEAVES_FROM, BACK_BY, MOST_METRES, MOST_SECONDS, BY_METRE, BY_SECOND, FIXED = range(9)
KIND_COLUMNS = 9
# Of a route.
KIND, SIZE, METRES, SECONDS, COST = range(5)
ROUTE_COLUMNS = 5
# Of a search: what its solution costs, the best that was seen, and how many calls are absent.
NOW, BEST, ABSENT = range(3)

FAR = 1 << 60
