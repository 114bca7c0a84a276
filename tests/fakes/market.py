"""A table in which copies of one role differ in place, pay, workplace, employment and closing
date.
"""

from __future__ import annotations

HEAD = (
    "Title,Company,Location,Employment,Workplace,Salary min,Salary max,Currency,Salary "
    "period,Closes,Description\n"
)
BAKE = "You bake rye loaves at night and keep the starter alive."
LEEDS = f'Baker,Crumb,"Leeds, UK",Full-time,Hybrid,30000,35000,GBP,year,2027-05-07,{BAKE}\n'
HULL = f'Baker,Crumb,"Hull, UK",Part-time,,,,,,2027-06-07,{BAKE}\n'
YORK = f'Baker,Crumb,"York, UK",Full-time,On-site,41000,45000,GBP,year,2027-05-07,{BAKE}\n'
# Agrees with itself, and pays in between.
PILOT = (
    'Pilot,Crumb,"Hull, UK",Full-time,Hybrid,38000,39000,GBP,year,2027-05-20,You pilot ships '
    "up the estuary.\n"
)
MARKET = HEAD + LEEDS + HULL + PILOT + YORK
