"""Writes documents/jobs.csv (1,000 postings) and questions.yaml (100 questions) from a fixed seed.

    python tests/evals/asks/table/make_table.py

A posting is a row; a role has the same title, company and description. What was put into each role (skills, visa,
degree) is kept in `truth`, and answers are computed from it and the rows. Its writer had not seen the code; both files
are frozen.
"""

# ruff: noqa: E741, N802, UP031

import csv
import json
import random
import re
from collections import Counter, OrderedDict
from datetime import date, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
R = random.Random(15)
N_ROWS = 1000

# ------------------------------------------------------------------ towns
TOWNS = OrderedDict(
    [
        (
            "GB",
            ["Leeds", "Bristol", "Glasgow", "Norwich", "Cardiff", "Sheffield", "London", "Hull"],
        ),
        ("IE", ["Cork", "Galway", "Limerick"]),
        ("DE", ["Leipzig", "Bremen", "Freiburg", "Kassel", "Munich"]),
        ("FR", ["Nantes", "Lille", "Lyon", "Grenoble"]),
        ("NL", ["Utrecht", "Eindhoven", "Groningen", "Rotterdam"]),
        ("ES", ["Valencia", "Bilbao", "Zaragoza", "Málaga"]),
        ("PT", ["Porto", "Braga", "Coimbra"]),
        (
            "US",
            [
                "Boulder, Colorado",
                "Pittsburgh, Pennsylvania",
                "Tucson, Arizona",
                "Madison, Wisconsin",
                "Tulsa, Oklahoma",
                "Chattanooga, Tennessee",
            ],
        ),
        ("CA", ["Halifax, Nova Scotia", "Winnipeg, Manitoba", "Hamilton, Ontario"]),
    ]
)
COUNTRY = {
    "GB": ("United Kingdom", "UK"),
    "IE": ("Ireland",) * 2,
    "DE": ("Germany",) * 2,
    "FR": ("France",) * 2,
    "NL": ("Netherlands",) * 2,
    "ES": ("Spain",) * 2,
    "PT": ("Portugal",) * 2,
    "US": ("United States", "USA"),
    "CA": ("Canada",) * 2,
}
CURRENCY = {
    "GB": "GBP",
    "US": "USD",
    "CA": "CAD",
    "IE": "EUR",
    "DE": "EUR",
    "FR": "EUR",
    "NL": "EUR",
    "ES": "EUR",
    "PT": "EUR",
}
FACTOR = {
    "GB": 1.0,
    "US": 1.55,
    "CA": 1.5,
    "IE": 1.25,
    "DE": 1.25,
    "FR": 1.1,
    "NL": 1.2,
    "ES": 0.85,
    "PT": 0.7,
}

# ------------------------------------------------------------------ trades
# key: (teams, titles, shared tasks, skills, (degree field, weights required/preferred/not needed/unmentioned), (pay low, high), usual period, prefixes allowed)
# title "Name@Level|task"; no level: may be given a prefix.
F = {}
F["software"] = (
    ["Platform", "Product Engineering"],
    [
        "Backend Developer|Write and ship the services behind our booking pages.",
        "Frontend Developer|Build screens that load fast on old phones.",
        "Site Reliability Engineer|Keep the site up at night and make the pager quieter each month.",
        "QA Engineer|Break new releases before customers do.",
        "Mobile Developer|Own the app that field crews open every morning.",
        "Engineering Manager@Manager|Lead seven developers and their hiring.",
    ],
    [
        "Review the changes of your colleagues with care.",
        "Cut old code away as you add new.",
        "Talk with users once a month about what annoys them.",
        "Write down decisions so that others can follow them.",
    ],
    [
        ("Python", "solid Python"),
        ("SQL", "working knowledge of SQL"),
        ("Kubernetes", "experience with Kubernetes"),
        ("TypeScript", "good TypeScript"),
        ("Terraform", "practice in Terraform"),
        ("Rust", "some Rust"),
        ("AWS", "hands-on AWS work"),
    ],
    ("computer science", (2, 3, 3, 4)),
    (42, 68),
    "year",
    True,
)
F["data"] = (
    ["Analytics", "Data"],
    [
        "Data Analyst|Answer the questions of shop managers with figures they can trust.",
        "Data Engineer|Run the nightly loads and mend them when they fail.",
        "Statistician|Design trials and explain their limits to the board.",
        "Reporting Specialist|Turn forty spreadsheets into five clear reports.",
    ],
    [
        "Check figures at the source before you publish them.",
        "Teach colleagues to read a chart with doubt.",
        "Keep the catalogue of tables in order.",
    ],
    [
        ("SQL", "fluent SQL"),
        ("Python", "everyday use of Python"),
        ("Power BI", "experience with Power BI"),
        ("Excel", "advanced Excel"),
        ("dbt", "knowledge of dbt"),
    ],
    ("mathematics or statistics", (4, 3, 1, 3)),
    (36, 58),
    "year",
    True,
)
F["games"] = (
    ["Studio One", "Studio Two"],
    [
        "Gameplay Programmer|Make jumping, falling and climbing feel right.",
        "Level Designer|Lay out islands that reward the curious player.",
        "3D Artist|Model ships, harbours and weather-worn stone.",
        "Sound Designer|Record and mix the noises of a living port.",
        "Game Tester|Play the same hour forty ways and note what breaks.",
        "Narrative Writer|Write the dialogue of some two hundred townsfolk.",
    ],
    [
        "Join the weekly play session and speak your mind.",
        "Hand work over so that it can be built the same day.",
        "Prototype small things and throw most of them away.",
    ],
    [
        ("Unreal", "experience with Unreal"),
        ("Blender", "good command of Blender"),
        ("C++", "sound C++"),
        ("Unity", "a shipped title in Unity"),
        ("Perforce", "familiarity with Perforce"),
    ],
    ("a creative or technical subject", (0, 2, 5, 3)),
    (30, 52),
    "year",
    True,
)
F["people"] = (
    ["People", "Human Resources"],
    [
        "HR Adviser|Guide managers through leave, pay reviews and hard conversations.",
        "Recruiter|Fill forty posts a year and keep every applicant informed.",
        "Payroll Clerk|Run the monthly pay for nine hundred colleagues.",
        "Learning Coordinator|Plan courses and see that people turn up.",
    ],
    [
        "Keep personal files tidy and private.",
        "Answer questions at the desk each morning.",
        "Prepare letters and contracts without errors.",
        "Report absence figures to the directors.",
    ],
    [
        ("Workday", "experience with Workday"),
        ("Excel", "confident use of Excel"),
        ("CIPD", "a CIPD certificate"),
        ("employment law", "a grounding in employment law"),
    ],
    ("business or psychology", (2, 3, 2, 4)),
    (27, 41),
    "year",
    True,
)
F["finance"] = (
    ["Finance", "Accounts"],
    [
        "Accountant|Close the books within four working days.",
        "Accounts Assistant|Match invoices to orders and chase what is late.",
        "Financial Controller@Manager|Answer for the accounts of three countries.",
        "Treasury Analyst|Watch cash, loans and currency risk each day.",
        "Internal Auditor|Visit sites and test whether controls really work.",
    ],
    [
        "Explain variances in plain words.",
        "Prepare papers for the yearly audit.",
        "Help budget holders plan their spending.",
    ],
    [
        ("SAP", "experience with SAP"),
        ("Excel", "strong Excel"),
        ("ACCA", "an ACCA qualification"),
        ("IFRS", "knowledge of IFRS"),
        ("VAT", "practice with VAT returns"),
    ],
    ("accounting or finance", (5, 2, 1, 3)),
    (32, 54),
    "year",
    True,
)
F["office"] = (
    ["Administration", "Office Services"],
    [
        "Office Administrator|Run the front office, the post and the meeting rooms.",
        "Receptionist@Entry|Greet visitors and put calls through.",
        "Executive Assistant|Guard the diary of two directors.",
        "Facilities Caretaker|Open the building, fix small faults and call in help for large ones.",
        "Purchasing Officer|Buy supplies and hold vendors to their word.",
    ],
    [
        "Order supplies before they run out.",
        "Take minutes and send them the same day.",
        "Keep records that others can find.",
    ],
    [
        ("Excel", "basic Excel"),
        ("Outlook", "ease with Outlook"),
        ("touch typing", "touch typing"),
        ("SAP", "some time spent with SAP"),
    ],
    ("any subject", (0, 1, 6, 4)),
    (23, 33),
    "year",
    False,
)
F["sales"] = (
    ["Sales", "Marketing"],
    [
        "Account Executive|Win new customers and hand them over well.",
        "Marketing Assistant|Prepare mailings, stands and leaflets.",
        "Content Strategist|Decide what we publish and what we leave out.",
        "Sales Representative|Visit buyers across the region.",
        "Brand Manager@Manager|Care for how we look and sound in every market.",
    ],
    [
        "Keep the customer list clean.",
        "Present results each quarter.",
        "Visit two trade fairs a year.",
        "Work out offers with the product team.",
    ],
    [
        ("Salesforce", "experience with Salesforce"),
        ("Google Analytics", "knowledge of Google Analytics"),
        ("negotiation", "skill in negotiation"),
        ("InDesign", "practice with InDesign"),
        ("copywriting", "a portfolio of copywriting"),
    ],
    ("marketing", (2, 3, 3, 4)),
    (28, 50),
    "year",
    True,
)
F["support"] = (
    ["Customer Care", "Service Desk"],
    [
        "Customer Service Agent|Answer calls and messages until the matter is settled.",
        "IT Support Technician|Set up laptops and rescue lost files.",
        "Complaints Handler|Look into what went wrong and put it right.",
        "Service Desk Manager@Manager|Lead a desk of fourteen across two shifts.",
    ],
    [
        "Log every case with its cause.",
        "Spot patterns and tell the teams concerned.",
        "Stay calm when the queue is long.",
    ],
    [
        ("Zendesk", "experience with Zendesk"),
        ("ITIL", "an ITIL certificate"),
        ("Active Directory", "knowledge of Active Directory"),
        ("touch typing", "touch typing"),
    ],
    ("any subject", (0, 1, 6, 3)),
    (23, 34),
    "hour",
    False,
)
F["mechanical"] = (
    ["Engineering", "Design Office"],
    [
        "Mechanical Engineer|Design brackets, housings and gearboxes that last.",
        "Maintenance Engineer|Plan stops and keep machines running between them.",
        "Design Draughtsperson|Draw parts that the workshop can make first time.",
        "Robotics Engineer|Teach arms to pick without crushing.",
        "Quality Engineer|Trace faults to their cause and close them.",
    ],
    [
        "Write test plans and carry them out.",
        "Walk the floor each morning with the shift lead.",
        "Sign off drawings together with production.",
        "Cut waste in material and time.",
    ],
    [
        ("AutoCAD", "experience with AutoCAD"),
        ("SolidWorks", "good SolidWorks"),
        ("PLC programming", "some PLC programming"),
        ("Six Sigma", "a Six Sigma belt"),
        ("FMEA", "practice in FMEA"),
    ],
    ("mechanical engineering", (6, 2, 1, 3)),
    (36, 58),
    "year",
    True,
)
F["electrical"] = (
    ["Electrical", "Field Service"],
    [
        "Electrician|Install and test circuits in occupied buildings.",
        "Electrical Engineer|Size cables and choose protection for new sites.",
        "Wind Turbine Technician|Climb, inspect and repair turbines in pairs.",
        "Solar Installer|Fit panels on roofs and wire them in.",
        "Control Room Operator|Watch the network and switch it safely.",
    ],
    [
        "Lock off equipment before anyone touches it.",
        "Fill in job sheets on site.",
        "Share the on-call week with five colleagues.",
        "Leave every site cleaner than you found it.",
    ],
    [
        ("high-voltage", "a high-voltage permit"),
        ("working at height", "a certificate for working at height"),
        ("AutoCAD", "familiarity with AutoCAD"),
        ("SCADA", "experience with SCADA"),
        ("18th edition", "the 18th edition certificate"),
    ],
    ("electrical engineering", (2, 2, 4, 3)),
    (31, 47),
    "hour",
    True,
)
F["metal"] = (
    ["Workshop", "Melt Shop"],
    [
        "Welder|Join plate and pipe to the drawing.",
        "CNC Machinist|Set and run lathes and mills.",
        "Furnace Operator|Charge, heat and tap on a fixed rhythm.",
        "Toolmaker|Make and mend dies to a hair's breadth.",
        "Crane Operator|Move ladles and coils above a busy floor.",
        "Shift Supervisor@Lead|Lead twenty people through nights and days.",
    ],
    [
        "Measure parts and note the results.",
        "Keep your bay swept and your guards in place.",
        "Hand over clearly at the end of each shift.",
    ],
    [
        ("TIG welding", "skill in TIG welding"),
        ("blueprint", "ease in blueprint reading"),
        ("forklift", "a forklift licence"),
        ("Fanuc", "time on Fanuc controls"),
        ("first aid", "a first aid certificate"),
    ],
    ("metallurgy", (0, 1, 6, 4)),
    (27, 40),
    "hour",
    True,
)
F["rail"] = (
    ["Signalling", "Train Operations"],
    [
        "Train Driver|Drive regional trains by day and night.",
        "Signalling Technician|Test points, lamps and relays along the line.",
        "Track Inspector|Walk the line and report wear.",
        "Timetable Planner|Fit forty more trains into a full week.",
        "Conductor|Look after passengers and doors.",
        "Depot Manager@Manager|Run a depot of sixty staff and thirty trains.",
    ],
    [
        "Follow the rule book to the letter.",
        "Report near misses the day they happen.",
        "Work early, late and weekend turns.",
        "Brief new starters on safe places to stand.",
    ],
    [
        ("track safety", "a track safety card"),
        ("ETCS", "knowledge of ETCS"),
        ("radio procedure", "clear radio procedure"),
        ("first aid", "a first aid certificate"),
    ],
    ("transport planning", (1, 1, 5, 4)),
    (30, 50),
    "year",
    True,
)
F["marine"] = (
    ["Yard", "Fleet"],
    [
        "Shipwright|Repair hulls in steel and timber.",
        "Marine Engineer|Overhaul engines between sailings.",
        "Naval Architect|Work out stability and draw the lines.",
        "Deckhand|Handle ropes, paint and cargo.",
        "Rigger|Set up masts, stays and lifting gear.",
    ],
    [
        "Join sea trials twice a year.",
        "Keep the class surveyor informed.",
        "Respect the tide: some work starts at five.",
    ],
    [
        ("sea survival", "a sea survival certificate"),
        ("TIG welding", "practice in TIG welding"),
        ("Rhino", "experience with Rhino"),
        ("diesel", "deep knowledge of diesel engines"),
        ("confined space", "a confined space permit"),
    ],
    ("naval architecture", (2, 2, 3, 4)),
    (29, 49),
    "year",
    True,
)
F["wood"] = (
    ["Bench Shop", "Finishing"],
    [
        "Cabinet Maker|Make drawers that close with one finger.",
        "Upholsterer|Cover chairs by hand, from frame to last stitch.",
        "French Polisher|Bring out the grain and hide the repair.",
        "Furniture Designer|Draw pieces that ship flat and live long.",
        "Saw Operator|Cut boards to list with little waste.",
    ],
    [
        "Choose timber for each order yourself.",
        "Sharpen your own tools weekly.",
        "Pack finished pieces so that they arrive whole.",
    ],
    [
        ("dovetail", "clean dovetail joints"),
        ("SketchUp", "knowledge of SketchUp"),
        ("forklift", "a forklift licence"),
        ("spray finishing", "experience of spray finishing"),
    ],
    ("furniture design", (0, 2, 6, 3)),
    (24, 38),
    "hour",
    True,
)
F["build"] = (
    ["Sites", "Contracts"],
    [
        "Bricklayer|Lay straight courses in all weathers.",
        "Site Manager@Manager|Run a site of fifty from footings to handover.",
        "Quantity Surveyor|Value the work and settle the accounts.",
        "Plasterer|Skim walls that need no filler.",
        "Civil Engineer|Design drains, slabs and retaining walls.",
        "Scaffolder|Put up safe access ahead of the trades.",
    ],
    [
        "Brief the gang each morning.",
        "Keep the site diary.",
        "Check deliveries against the order.",
        "Speak up when a lift looks wrong.",
    ],
    [
        ("CSCS", "a CSCS card"),
        ("AutoCAD", "use of AutoCAD"),
        ("Revit", "experience with Revit"),
        ("first aid", "a first aid certificate"),
        ("Primavera", "planning in Primavera"),
    ],
    ("construction or civil engineering", (2, 2, 4, 3)),
    (30, 50),
    "hour",
    True,
)
F["farm"] = (
    ["Crops", "Dairy"],
    [
        "Tractor Driver|Plough, drill and spray across nine fields.",
        "Herd Manager@Manager|Care for three hundred cows and those who milk them.",
        "Agronomist|Walk the crops and advise what to sow.",
        "Orchard Worker@Entry|Prune, thin and pick apples.",
        "Greenhouse Grower|Raise tomatoes from seed to truck.",
        "Milker|Milk twice a day and spot the sick animal first.",
    ],
    [
        "Look after machines as if they were yours.",
        "Record treatments and yields.",
        "Help out at harvest, whatever your post.",
        "Watch the weather and plan around it.",
    ],
    [
        ("spraying certificate", "a spraying certificate"),
        ("animal welfare", "training in animal welfare"),
        ("GPS guidance", "experience with GPS guidance"),
        ("telehandler", "a telehandler ticket"),
    ],
    ("agriculture", (1, 2, 5, 3)),
    (23, 36),
    "hour",
    False,
)
F["food"] = (
    ["Production", "Bakery"],
    [
        "Baker|Mix, prove and bake through the night.",
        "Butcher|Bone and trim to order.",
        "Food Technologist|Try recipes and set their shelf life.",
        "Line Operator@Entry|Run the packing line and clear its jams.",
        "Hygiene Supervisor@Lead|Plan the nightly clean and check it by torch.",
        "Taste Panel Coordinator|Gather panels and weigh their verdicts.",
    ],
    [
        "Label batches and log temperatures.",
        "Wear whites and keep to the flow of the floor.",
        "Stop the line when in doubt.",
        "Change over recipes without mixing allergens.",
    ],
    [
        ("HACCP", "training in HACCP"),
        ("food hygiene", "a food hygiene certificate"),
        ("forklift", "a forklift licence"),
        ("BRC", "experience of BRC audits"),
    ],
    ("food science", (1, 2, 5, 4)),
    (23, 37),
    "hour",
    False,
)
F["hotel"] = (
    ["Kitchen", "Front of House"],
    [
        "Head Chef@Lead|Write the menu and lead a brigade of nine.",
        "Sous Chef|Run the pass when the chef is away.",
        "Night Porter|Watch the doors and the late arrivals.",
        "Housekeeper@Entry|Turn rooms around by three o'clock.",
        "Hotel Manager@Manager|Answer for guests, staff and margins.",
        "Barista|Pull good shots in a long queue.",
        "Concierge|Find the ticket nobody else could.",
    ],
    [
        "Remember the names of returning guests.",
        "Work two weekends in three.",
        "Train newcomers on the job.",
        "Count stock on Mondays.",
    ],
    [
        ("food hygiene", "a food hygiene certificate"),
        ("Opera", "experience with Opera"),
        ("wine", "a wine diploma"),
        ("allergen", "allergen training"),
    ],
    ("hospitality", (0, 2, 6, 3)),
    (22, 38),
    "hour",
    False,
)
F["retail"] = (
    ["Stores", "Buying"],
    [
        "Shop Assistant@Entry|Serve, restock and keep the windows lively.",
        "Store Manager@Manager|Lead a shop of twelve and its takings.",
        "Visual Merchandiser|Dress windows that stop people.",
        "Buyer|Choose ranges a year ahead.",
        "Stock Controller|Find out where the missing boxes went.",
        "Key Holder|Open up, lock up and cash up.",
    ],
    [
        "Help at the till when it is busy.",
        "Count stock twice a year.",
        "Make customers want to return.",
        "Follow the layout plan and improve it.",
    ],
    [
        ("till", "experience on the till"),
        ("Excel", "decent Excel"),
        ("negotiation", "a feel for negotiation"),
        ("loss prevention", "training in loss prevention"),
    ],
    ("retail or fashion", (0, 1, 6, 4)),
    (22, 36),
    "hour",
    False,
)
F["logistics"] = (
    ["Warehouse", "Transport"],
    [
        "Warehouse Operative@Entry|Pick, pack and load orders.",
        "Lorry Driver|Drive overnight runs between hubs.",
        "Transport Planner|Plan routes that drivers can live with.",
        "Customs Clerk|Prepare papers for goods that cross borders.",
        "Warehouse Team Leader@Lead|Lead a shift of eighteen.",
        "Courier|Deliver parcels on time and with a smile.",
    ],
    [
        "Scan every pallet in and out.",
        "Keep aisles free.",
        "Report damage with a photograph.",
        "Load so that the first drop comes off first.",
    ],
    [
        ("forklift", "a forklift licence"),
        ("class C", "a class C licence"),
        ("tachograph", "a valid tachograph card"),
        ("SAP", "experience with SAP"),
        ("dangerous goods", "training in dangerous goods"),
    ],
    ("supply chain", (0, 1, 6, 4)),
    (24, 37),
    "hour",
    False,
)
F["nursing"] = (
    ["Wards", "Outpatients"],
    [
        "Staff Nurse|Care for eight patients on a surgical ward.",
        "Theatre Nurse|Prepare the room and count every swab.",
        "Midwife|Look after families from first visit to first week.",
        "Physiotherapist|Get people walking after surgery.",
        "Radiographer|Take clear images and calm anxious people.",
        "Ward Manager@Manager|Lead a ward of thirty beds.",
    ],
    [
        "Hand over with care at each shift.",
        "Teach students at the bedside.",
        "Record observations on time.",
        "Speak with relatives in words they understand.",
    ],
    [
        ("life support", "an advanced life support certificate"),
        ("cannulation", "practice in cannulation"),
        ("triage", "experience of triage"),
        ("infection control", "training in infection control"),
    ],
    ("nursing or your clinical field", (8, 0, 0, 2)),
    (30, 48),
    "month",
    True,
)
F["care"] = (
    ["Residential", "Home Visits"],
    [
        "Care Assistant@Entry|Help residents wash, dress and eat with dignity.",
        "Support Worker|Go with young adults to work, shops and sport.",
        "Activities Organiser|Plan music, walks and quizzes.",
        "Care Home Manager@Manager|Run a home of forty rooms.",
        "Night Care Worker|Be there when someone wakes at four.",
    ],
    [
        "Write notes after each visit.",
        "Listen first.",
        "Notice small changes and report them.",
        "Work with families as partners.",
    ],
    [
        ("first aid", "a first aid certificate"),
        ("moving and handling", "training in moving and handling"),
        ("dementia", "experience of dementia care"),
        ("medication", "a medication certificate"),
    ],
    ("social care", (0, 1, 7, 3)),
    (22, 35),
    "hour",
    False,
)
F["lab"] = (
    ["Research", "Quality Control"],
    [
        "Laboratory Technician|Prepare samples and run the instruments.",
        "Research Chemist|Find cleaner routes to known molecules.",
        "Clinical Trial Coordinator|Keep eleven sites to one protocol.",
        "Regulatory Affairs Officer|Prepare files that authorities accept first time.",
        "Process Operator|Run reactors by the batch sheet.",
        "Microbiologist|Culture, count and identify what should not be there.",
    ],
    [
        "Write up results the same day.",
        "Calibrate instruments on schedule.",
        "Work cleanly and label all you touch.",
        "Take part in inspections.",
    ],
    [
        ("HPLC", "experience with HPLC"),
        ("GMP", "training in GMP"),
        ("PCR", "practice in PCR"),
        ("LIMS", "use of a LIMS"),
        ("GCP", "a GCP certificate"),
    ],
    ("chemistry or biology", (7, 2, 1, 2)),
    (30, 52),
    "year",
    True,
)
F["teaching"] = (
    ["Primary", "Secondary"],
    [
        "Maths Teacher|Teach five classes and one club.",
        "Music Teacher|Lead the choir and teach beginners.",
        "Teaching Assistant@Entry|Sit beside those who need a second explanation.",
        "School Librarian|Put the right book in the right hands.",
        "Head of Science@Manager|Lead nine teachers and four laboratories.",
        "Games Coach|Coach football, netball and good manners.",
    ],
    [
        "Meet parents each term.",
        "Mark promptly and kindly.",
        "Supervise the yard twice a week.",
        "Plan lessons with your year group.",
    ],
    [
        ("teaching licence", "a teaching licence"),
        ("safeguarding", "training in safeguarding"),
        ("special needs", "experience of special needs"),
        ("first aid", "a first aid certificate"),
    ],
    ("the subject you teach", (6, 1, 2, 2)),
    (27, 45),
    "month",
    False,
)
F["law"] = (
    ["Disputes", "Property"],
    [
        "Solicitor|Run your own files from first call to last bill.",
        "Paralegal|Gather evidence and draft bundles.",
        "Legal Secretary|Type, file and calm clients.",
        "Compliance Officer|Check new clients before we act.",
        "Notary Clerk|Prepare deeds and witness signatures.",
    ],
    [
        "Keep clients told of costs.",
        "Record time daily.",
        "Prepare hearings with counsel.",
        "Read contracts to the last page.",
    ],
    [
        ("legal research", "skill in legal research"),
        ("touch typing", "touch typing"),
        ("GDPR", "knowledge of GDPR"),
        ("mediation", "training in mediation"),
    ],
    ("law", (6, 1, 2, 2)),
    (30, 62),
    "year",
    True,
)
F["insurance"] = (
    ["Claims", "Underwriting"],
    [
        "Claims Handler|Settle water and storm claims fairly.",
        "Underwriter|Decide which risks we take and at what price.",
        "Actuary|Model losses and set reserves.",
        "Loss Adjuster|Visit damaged homes and put a figure on it.",
        "Fraud Investigator|Look closer when a story does not add up.",
    ],
    [
        "Explain decisions to policyholders in writing.",
        "Keep within your limits and ask above them.",
        "Meet brokers each month.",
    ],
    [
        ("Excel", "very good Excel"),
        ("Guidewire", "experience with Guidewire"),
        ("actuarial exams", "progress in the actuarial exams"),
        ("SQL", "basic SQL"),
    ],
    ("mathematics, law or economics", (4, 3, 2, 2)),
    (31, 58),
    "year",
    True,
)
F["bank"] = (
    ["Branches", "Risk"],
    [
        "Branch Adviser|Help people open accounts and plan ahead.",
        "Credit Analyst|Judge whether a firm can repay.",
        "Mortgage Adviser|Guide buyers from offer to keys.",
        "Risk Manager@Manager|Set limits and defend them.",
        "Cash Desk Clerk@Entry|Count, pay out and stay friendly.",
    ],
    [
        "Check identity papers with care.",
        "Keep notes of each conversation.",
        "Meet yearly conduct rules.",
        "Refer what is beyond you.",
    ],
    [
        ("Excel", "sound Excel"),
        ("IFRS", "knowledge of IFRS"),
        ("money laundering", "training on money laundering rules"),
        ("SQL", "some SQL"),
    ],
    ("economics or finance", (4, 3, 2, 2)),
    (30, 56),
    "year",
    True,
)
F["words"] = (
    ["Editorial", "Translation"],
    [
        "Translator|Translate manuals that people's safety hangs on.",
        "Copy Editor|Mend sentences without losing the voice.",
        "Subtitler|Fit speech into two short lines.",
        "Commissioning Editor@Lead|Find the books for two years from now.",
        "Proofreader|Catch the comma others miss.",
        "Typesetter|Lay out pages that are easy to read.",
    ],
    [
        "Keep to the style guide and improve it.",
        "Answer queries from authors.",
        "Hold your deadlines or warn us early.",
    ],
    [
        ("InDesign", "experience with InDesign"),
        ("Trados", "practice with Trados"),
        ("LaTeX", "knowledge of LaTeX"),
        ("copywriting", "some copywriting"),
    ],
    ("languages or literature", (4, 3, 2, 2)),
    (26, 42),
    "year",
    True,
)
F["telecom"] = (
    ["Network", "Field Operations"],
    [
        "Network Engineer|Plan and build the fibre ring.",
        "Fibre Splicer|Join fibres in vans, vaults and rain.",
        "Mast Rigger|Hang aerials high above the road.",
        "Security Analyst|Read the alarms and decide which are real.",
        "Radio Planner|Choose where the next masts go.",
    ],
    [
        "Join the on-call rota one week in six.",
        "Document every change.",
        "Agree outages with customers.",
        "Leave cabinets locked and labelled.",
    ],
    [
        ("CCNA", "a CCNA certificate"),
        ("working at height", "a certificate for working at height"),
        ("Python", "scripting in Python"),
        ("SIEM", "experience with a SIEM"),
        ("OTDR", "skill with an OTDR"),
    ],
    ("telecommunications", (2, 3, 3, 3)),
    (32, 54),
    "year",
    True,
)
F["air"] = (
    ["Line Maintenance", "Cabin"],
    [
        "Aircraft Mechanic|Inspect and sign off aircraft overnight.",
        "Cabin Crew Member@Entry|Keep passengers safe and comfortable.",
        "Flight Dispatcher|Plan fuel and route for each departure.",
        "Avionics Technician|Find the fault behind the warning lamp.",
        "Ramp Agent|Load, push back and wave off.",
    ],
    [
        "Work by the manual, always.",
        "Be ready for early starts.",
        "Report every defect.",
        "Take part in yearly checks.",
    ],
    [
        ("Part-66", "a Part-66 licence"),
        ("dangerous goods", "training in dangerous goods"),
        ("first aid", "a first aid certificate"),
        ("swimming", "a swimming certificate"),
    ],
    ("aeronautics", (1, 2, 5, 3)),
    (26, 46),
    "month",
    True,
)
F["water"] = (
    ["Treatment", "Networks"],
    [
        "Water Treatment Operator|Dose, sample and keep the plant steady.",
        "Leak Detection Technician|Listen for leaks at night.",
        "Hydrologist|Model floods and dry spells.",
        "Meter Reader@Entry|Walk the round and note the figures.",
        "Environmental Scientist|Measure what our works do to the river.",
        "Sewer Inspector|Send cameras where nobody wants to go.",
    ],
    [
        "Take part in the standby rota.",
        "Report spills at once.",
        "Keep sampling records complete.",
        "Explain works to neighbours.",
    ],
    [
        ("SCADA", "experience with SCADA"),
        ("confined space", "a confined space permit"),
        ("GIS", "practice in GIS"),
        ("chlorine", "training in chlorine handling"),
    ],
    ("environmental science", (3, 2, 3, 3)),
    (26, 44),
    "year",
    True,
)

FIRMS = [  # name, trades, countries, style, country form
    ("Quillmere Rail", ["rail", "rail", "electrical", "mechanical"], "GB IE DE", 0, 0),
    ("Brackwater Foods", ["food", "food", "logistics", "mechanical"], "GB IE NL FR", 1, 1),
    ("Tessaly Health", ["nursing", "nursing", "lab", "support"], "GB IE CA US", 2, 0),
    ("Norvane Energy", ["electrical", "electrical", "mechanical", "data"], "DE NL ES PT GB", 0, 1),
    ("Pelicourt Hotels", ["hotel", "hotel", "sales"], "FR ES PT GB", 1, 0),
    ("Lumenfold", ["software", "software", "data", "support"], "GB DE PT US CA", 0, 1),
    ("Castrel Bank", ["bank", "bank", "software", "data"], "GB ES FR NL", 2, 0),
    ("Wickbourne Logistics", ["logistics", "logistics", "software"], "GB NL DE FR US", 1, 0),
    ("Dovetree & Rusk", ["wood", "wood", "sales", "logistics"], "GB IE PT", 0, 0),
    ("Ambrey Schools", ["teaching", "teaching", "office"], "GB ES NL", 1, 1),
    ("Kestrin Robotics", ["mechanical", "mechanical", "software", "electrical"], "DE NL US", 2, 0),
    ("Fallowmead Farms", ["farm", "farm", "food"], "GB FR ES US CA", 0, 1),
    ("Sorrelby Pharma", ["lab", "lab", "data", "mechanical"], "IE DE FR US", 2, 1),
    ("Tidewright Marine", ["marine", "marine", "metal"], "GB PT NL CA ES", 0, 0),
    ("Vantry Games", ["games", "games", "software"], "GB FR CA US", 1, 0),
    ("Orchel Insurance", ["insurance", "insurance", "data", "support"], "GB IE DE US", 2, 1),
    ("Greyfen Water", ["water", "water", "electrical"], "GB NL US ES", 0, 0),
    ("Marrable Holt", ["law", "law", "office"], "GB IE US CA", 1, 1),
    ("Stonecrop Builders", ["build", "build", "electrical", "wood"], "GB IE DE US CA", 2, 0),
    ("Yarrowtext", ["words", "words", "sales", "software"], "GB FR DE ES PT", 0, 1),
    ("Blythorn Air", ["air", "air", "logistics"], "GB IE PT DE US", 1, 0),
    ("Cindervale Steel", ["metal", "metal", "mechanical", "lab"], "GB DE ES US CA", 2, 0),
    ("Pomfrey Lane", ["retail", "retail", "sales", "logistics"], "GB IE FR NL CA", 0, 0),
    ("Zephrine Telecom", ["telecom", "telecom", "support", "software"], "ES PT FR US CA", 1, 1),
    ("Hollin Care", ["care", "care", "nursing"], "GB IE NL US", 2, 0),
]
COMMON = ["people", "finance", "office", "sales", "support"]

LANGS = ["German", "French", "Dutch", "Spanish", "Portuguese"]
REQ = [
    "You must have {s}.",
    "{S} is essential.",
    "We ask for {s}.",
    "{S} is required.",
    "You bring {s}; we cannot do without it.",
    "{S}, which we test at interview, is a must.",
    "Needed from day one: {s}.",
]
PREF = [
    "{S} is a plus.",
    "Ideally you also bring {s}.",
    "We would be glad to see {s}.",
    "{S} would help, though it is no condition.",
    "Nice to have: {s}.",
    "{S} is desirable.",
    "{S} counts in your favour.",
]
UNNEEDED = ["You do not need {s}.", "{S} is not required.", "There is no need for {s} here."]
YEARS = [
    "At least {n} of similar work.",
    "You have {n} or more behind you in this line.",
    "A minimum of {n} in a comparable post.",
    "{N} of relevant experience, or longer.",
]
TRAITS = [
    "You turn up on time and finish what you start.",
    "You write clearly and listen well.",
    "You are at ease with strangers.",
    "A steady hand and a good eye.",
    "You can lift twenty kilos safely.",
    "You ask before you guess.",
    "You keep calm under pressure.",
    "You enjoy working in a small team.",
    "Care for detail.",
    "You take criticism as help.",
]
PREFGEN = [
    "Curiosity about the rest of the business is welcome.",
    "Having worked in a mixed team helps.",
    "A taste for tidy lists does no harm.",
    "It is good if you know the region.",
]
OFFER = [
    "A pension with generous payments from us.",
    "Twenty-eight days of holiday.",
    "Free lunch in the canteen.",
    "A budget for courses each year.",
    "Help with moving house.",
    "Private health cover for you and your children.",
    "A share of the profit in good years.",
    "Hours that bend around school runs.",
    "A bicycle on loan.",
    "Staff prices on all we make.",
    "Paid days for volunteering.",
    "A quiet room and good coffee.",
    "A mentor for your first season.",
    "Work clothes, washed for you.",
    "A travel card for the region.",
    "A thirteenth month in December.",
    "Full sick pay from the first day.",
    "A sabbatical once you have settled in.",
]
VISA_YES = [
    "We sponsor work visas for this job.",
    "Visa sponsorship is available.",
    "If you need a work visa, we will sponsor it and pay the fees.",
    "Coming from abroad? We sponsor your visa.",
    "We are a licensed sponsor and arrange visas for newcomers.",
]
VISA_NO = [
    "We cannot sponsor a visa for this post.",
    "No visa sponsorship is available.",
    "You must already have the right to work here, as we do not sponsor visas.",
    "Sadly, visa sponsorship is not something we offer.",
    "Applicants who need a visa sponsored cannot be considered.",
]
DEG_REQ = [
    "A degree in {f} is required.",
    "You hold a bachelor's degree in {f}.",
    "We insist on a university degree in {f}.",
    "You must have completed a degree in {f}.",
]
DEG_PREF = [
    "A degree in {f} is an advantage.",
    "Preferably a degree in {f}.",
    "We like to see a degree in {f}, but do not insist.",
    "A degree in {f} would be welcome.",
]
DEG_NOT = [
    "No degree is needed.",
    "You do not need a degree.",
    "We do not ask for a degree; what you can do matters more.",
    "A degree is not required.",
]
INTRO = [
    "{c} is growing and needs another pair of hands.",
    "Join {c} and see your work used.",
    "This post is new at {c}.",
    "A colleague retires, and {c} looks for a worthy heir.",
    "Busy days and decent people: that is {c}.",
    "",
]
HEADS = ["Responsibilities", "Basic qualifications", "Preferred qualifications", "What we offer"]
EXP = {
    "Entry": (0, 0, 0, 1),
    "Junior": (0, 1, 1, 2),
    "Mid": (2, 2, 3, 3, 4),
    "Senior": (4, 5, 5, 6, 7),
    "Lead": (5, 6, 7, 8),
    "Manager": (5, 6, 8, 10),
}
MULT = {"Entry": 0.78, "Junior": 0.84, "Mid": 1, "Senior": 1.3, "Lead": 1.35, "Manager": 1.55}


def wpick(weights):
    return R.choices(range(len(weights)), weights)[0]


def cap(s):
    return s[0].upper() + s[1:]


def sent(frames, s):
    return R.choice(frames).replace("{s}", s).replace("{S}", cap(s))


def words(text):
    return len(re.findall(r"[\w'’+-]+", text))


def layout(style, intro, parts):
    out = [intro] if intro else []
    for head, lines in zip(HEADS, parts, strict=False):
        if style == 0:
            out.append(head + "\n" + "\n".join("- " + x for x in lines))
        elif style == 1:
            out.append(head + ":\n" + " ".join(lines))
        else:
            out.append("## " + head + "\n\n" + "\n".join("* " + x for x in lines))
    return "\n\n".join(out)


def describe(fam, task, firm, style, level, exp, team_family):
    _teams, _titles, shared, skills, (field, dw), _pay, _period, _pre = F[fam]
    while True:
        t = {
            "req": {},
            "pref": {},
            "unneeded": {},
            "visa": None,
            "degree": None,
            "visa_s": None,
            "degree_s": None,
            "years_s": None,
        }
        resp = [task, *R.sample(shared, R.choice((1, 2, 2, 3)))]
        basic, pref, offer = [], [], R.sample(OFFER, R.choice((1, 2, 2, 3)))
        pool = list(skills)
        if R.random() < 0.28:
            l = R.choice(LANGS)
            pool = pool + [(l, R.choice(("fluent {}", "spoken {}", "good {}")).format(l))] * 3
        if R.random() < 0.22:
            pool = (
                pool
                + [
                    (
                        "driving licence",
                        R.choice(
                            (
                                "a full driving licence",
                                "a clean driving licence",
                                "a driving licence",
                            )
                        ),
                    )
                ]
                * 3
            )
        chosen = OrderedDict(R.sample(pool, min(len(pool), R.choice((2, 3, 3, 4)))))
        for i, (k, s) in enumerate(chosen.items()):
            p = R.random()
            if k in [*LANGS, "driving licence"] and p < 0.15:
                x = sent(UNNEEDED, s if k == "driving licence" else k)
                basic.append(x)
                t["unneeded"][k] = x
            elif i == 0 or (p < 0.55 and i != 1):
                x = sent(REQ, s)
                basic.append(x)
                t["req"][k] = x
            else:
                x = sent(PREF, s)
                pref.append(x)
                t["pref"][k] = x
        d = wpick(dw)
        if d < 3 and (level in ("Entry",) and d == 0):
            d = 3
        if d < 3:
            t["degree"] = ("required", "preferred", "not needed")[d]
            x = R.choice((DEG_REQ, DEG_PREF, DEG_NOT)[d]).replace("{f}", field)
            t["degree_s"] = x
            (pref if d == 1 else basic).append(x)
        if exp and R.random() < 0.5:
            n = "one year" if exp == 1 else "%d years" % exp
            x = R.choice(YEARS).replace("{n}", n).replace("{N}", cap(n))
            t["years_s"] = x
            basic.insert(0, x)
        v = wpick((13, 13, 74))
        if v == 0:
            t["visa"] = "sponsored"
            t["visa_s"] = R.choice(VISA_YES)
            offer.append(t["visa_s"])
        elif v == 1:
            t["visa"] = "refused"
            t["visa_s"] = R.choice(VISA_NO)
            (offer if R.random() < 0.5 else basic).append(t["visa_s"])
        if len(basic) < 2 or R.random() < 0.5:
            basic.append(R.choice(TRAITS))
        if not pref:
            pref.append(R.choice(PREFGEN))
        intro = R.choice(INTRO).replace("{c}", firm)
        text = layout(style, intro, (resp, basic, pref, offer))
        if 60 <= words(text) <= 120:
            t["lines"] = {"resp": resp, "basic": basic, "pref": pref, "offer": offer}
            return text, t


# ------------------------------------------------------------------ roles
def make_roles():
    roles = []
    for name, fams, ctry, style, form in FIRMS:
        towns = []
        for c in ctry.split():
            ts = TOWNS[c]
            towns += [(c, x) for x in R.sample(ts, min(len(ts), R.choice((2, 3, 3, 4))))]
        seen, mine = Counter(), 0
        target = R.choice((11, 12, 12, 12, 13))
        while mine < target:
            fam = R.choice(COMMON) if mine >= target - 3 else R.choice(fams)
            teams, titles, *_, pre = F[fam]
            raw = R.choice(titles)
            tl, task = raw.split("|")
            base, _, lv = tl.partition("@")
            if not lv:
                lv = (
                    R.choices(("Mid", "Senior", "Junior", "Lead", "Entry"), (10, 4, 3, 1, 1.5))[0]
                    if pre
                    else R.choices(("Mid", "Senior"), (5, 1))[0]
                )
            title = base
            emp = R.choices(("Full-time", "Part-time", "Contract", "Temporary"), (66, 15, 11, 8))[0]
            fixed = "@" in tl
            if not fixed:
                if lv in ("Senior", "Junior", "Lead"):
                    title = lv + " " + base
                elif lv == "Entry":
                    if R.random() < 0.5:
                        title, emp = base + " Intern", "Internship"
                    else:
                        title, emp = "Apprentice " + base, "Apprenticeship"
            if seen[title] and not (seen[title] == 1 and R.random() < 0.12):
                continue
            seen[title] += 1
            mine += 1
            exp = R.choice(EXP[lv])
            stated_exp = R.random() >= 0.2
            text, t = describe(fam, task, name, style, lv, exp if stated_exp else None, fam)
            r = {
                "title": title,
                "company": name,
                "team": R.choice(teams),
                "fam": fam,
                "level": lv,
                "employment": emp,
                "exp": exp if stated_exp else "",
                "description": text,
                "truth": t,
                "form": form,
                "towns": towns,
                "base_period": F[fam][6],
                "workplace": R.choices(
                    ("On-site", "Hybrid", "Remote"),
                    (3, 5, 4)
                    if fam
                    in (
                        "software",
                        "data",
                        "people",
                        "finance",
                        "sales",
                        "words",
                        "games",
                        "insurance",
                        "support",
                        "law",
                    )
                    else (14, 2, 0.4),
                )[0],
                "paid": R.random() >= 0.27,
            }
            r["n"] = min(
                len(towns), R.choices((1, 2, 3, 4, 5, 6, 7), (18, 20, 20, 16, 11, 8, 5))[0]
            )
            roles.append(r)
    while sum(r["n"] for r in roles) != N_ROWS:
        r = R.choice(roles)
        up = sum(x["n"] for x in roles) < N_ROWS
        if up and r["n"] < min(9, len(r["towns"])):
            r["n"] += 1
        elif not up and r["n"] > 1:
            r["n"] -= 1
    return roles


def money(r, c):
    lo, hi = F[r["fam"]][5]
    m = MULT[r["level"]] * FACTOR[c] * R.uniform(0.93, 1.08)
    a = R.uniform(lo, lo + (hi - lo) * 0.4) * m
    b = a * R.uniform(1.06, 1.35)
    if R.random() < 0.08:
        b = a
    per = r["base_period"]
    if per == "hour" and (r["level"] == "Manager" or R.random() < 0.35):
        per = "year"
    if per == "year" and c in ("ES", "PT", "NL") and R.random() < 0.3:
        per = "month"
    if per == "month" and c in ("GB", "US", "CA", "IE"):
        per = "year" if R.random() < 0.75 else "hour"
    f = {
        "year": lambda v: int(round(v * 2) * 500),
        "month": lambda v: int(round(v * 1000 / 12 / 50) * 50),
        "hour": lambda v: round(v * 1000 / 1900 * 4) / 4,
    }[per]
    return f(a), f(b), CURRENCY[c], per


def num(v):
    return "" if v == "" else (f"{v:g}" if float(v) != int(v) or v < 1e6 else str(int(v)))


def make_rows(roles):
    rows, used = [], set()
    for i, r in enumerate(roles):
        free = [x for x in r["towns"] if (r["title"], r["company"], x[1]) not in used]
        for c, town in R.sample(free, min(len(free), r["n"])):
            used.add((r["title"], r["company"], town))
            posted = date(2026, 1, 5) + timedelta(days=R.randrange(0, 112))
            closes = (
                ""
                if R.random() < 0.1
                else (posted + timedelta(days=R.randrange(14, 76))).isoformat()
            )
            wp = (
                ""
                if R.random() < 0.1
                else (
                    r["workplace"]
                    if R.random() < 0.88
                    else R.choice(
                        ("On-site", "Hybrid")
                        if r["workplace"] != "Remote"
                        else ("Remote", "Hybrid")
                    )
                )
            )
            if r["paid"] and R.random() >= 0.085:
                a, b, cur, per = money(r, c)
            else:
                a = b = cur = per = ""
            rows.append(
                {
                    "title": r["title"],
                    "company": r["company"],
                    "team": r["team"],
                    "location": town + ", " + COUNTRY[c][r["form"]],
                    "employment": r["employment"],
                    "workplace": wp,
                    "salary_min": num(a),
                    "salary_max": num(b),
                    "currency": cur,
                    "salary_period": per,
                    "posted": posted.isoformat(),
                    "closes": closes,
                    "experience_min": str(r["exp"]) if r["exp"] != "" else "",
                    "level": r["level"],
                    "url": "",
                    "description": r["description"],
                    "_role": i,
                    "_town": town.split(",")[0],
                    "_c": c,
                    "_t": r["truth"],
                    "_a": a,
                    "_b": b,
                    "_fam": r["fam"],
                    "_exp": r["exp"] if r["exp"] != "" else None,
                }
            )
    R.shuffle(rows)
    for k, x in enumerate(rows):
        x["url"] = "https://jobs.%s.example/p/%d" % (
            re.sub(r"[^a-z]+", "-", x["company"].lower()).strip("-"),
            40021 + 7 * k,
        )
    return rows


COLS = "title company team location employment workplace salary_min salary_max currency salary_period posted closes experience_min level url description".split()
roles = make_roles()
rows = make_rows(roles)
assert len(rows) == N_ROWS
assert len({(x["title"], x["company"], x["_town"]) for x in rows}) == len(rows)

# ------------------------------------------------------------------ questions
twins = Counter((x["title"], x["_town"]) for x in rows)
for x in rows:
    x["_id"] = "jobs#{}, {}".format(x["title"], x["_town"]) + (
        ", " + x["company"] if twins[x["title"], x["_town"]] > 1 else ""
    )
assert len({x["_id"] for x in rows}) == len(rows)
MONTHS = (
    "january february march april may june july august september october november december".split()
)
NAMES = {c: COUNTRY[c][0] for c in COUNTRY}
LIMIT = 30
questions = []


def by_role(rs):
    d = OrderedDict()
    for x in rs:
        d.setdefault(x["_role"], []).append(x)
    return d


def Q(
    id,
    kind,
    question,
    intent,
    entities=(),
    sel=None,
    of="postings",
    unknown=None,
    ordered=False,
    **more,
):
    q = OrderedDict(id=id, kind=kind, question=question, intent=intent)
    q["entities"] = list(entities)
    if sel is not None:
        sel = list(sel)
        d = by_role(sel)
        q["count"] = len(d) if of == "roles" else len(sel)
        q["count_of"] = of
        q["count_roles" if of == "postings" else "count_postings"] = (
            len(d) if of == "postings" else len(sel)
        )
        if ordered:
            q["ordered"] = True
        ids = [v[0]["_id"] for v in d.values()] if of == "roles" else [x["_id"] for x in sel]
        if len(ids) <= LIMIT:
            q["roles"] = ids
            if of == "roles" and len(sel) > len(ids) and len(sel) <= 2 * LIMIT:
                q["postings"] = [x["_id"] for x in sel]
    if unknown is not None:
        u = list(unknown)
        q["unknown_count"] = len(u)
        if 0 < len(u) <= LIMIT:
            q["unknown"] = [x["_id"] for x in u]
    q.update(more)
    questions.append(q)


def W(*tests):
    return [x for x in rows if all(t(x) for t in tests)]


def any_of(*ts):
    return lambda x: any(t(x) for t in ts)


def no(t):
    return lambda x: not t(x)


def town(*n):
    return lambda x: x["_town"] in n


def firm(n):
    assert n in {f[0] for f in FIRMS}, n
    return lambda x: x["company"] == n


def land(*c):
    return lambda x: x["_c"] in c


def emp(n):
    return lambda x: x["employment"] == n


def wp(n):
    return lambda x: x["workplace"] == n


def lev(n):
    return lambda x: x["level"] == n


def team(n):
    return lambda x: x["team"] == n


def title(n):
    return lambda x: x["title"] == n


def pay(cur, per):
    return lambda x: x["currency"] == cur and x["salary_period"] == per


def lo(f):
    return lambda x: x["_a"] != "" and f(x["_a"])


def hi(f):
    return lambda x: x["_b"] != "" and f(x["_b"])


def exp(f):
    return lambda x: x["_exp"] is not None and f(x["_exp"])


def posted(f):
    return lambda x: f(x["posted"])


def closes(f):
    return lambda x: x["closes"] != "" and f(x["closes"])


def req(k):
    return lambda x: k in x["_t"]["req"]


def pref(k):
    return lambda x: k in x["_t"]["pref"]


def unneeded(k):
    return lambda x: k in x["_t"]["unneeded"]


def visa(v):
    return lambda x: x["_t"]["visa"] == v


def degree(v):
    return lambda x: x["_t"]["degree"] == v


def nopay(x):
    return x["currency"] == ""


def noexp(x):
    return x["_exp"] is None


def noclose(x):
    return x["closes"] == ""


def nowp(x):
    return x["workplace"] == ""


def best(rs, key, top=True):
    m = (max if top else min)(key(x) for x in rs)
    return [x for x in rs if key(x) == m]


def figures(v):
    v = float(v)
    if v >= 1000:
        n = "%d" % v
        a, b = n[:-3], n[-3:]
        out = [n, a + "," + b, a + "." + b, a + " " + b]
        if b == "000":
            out.append(a + "k")
        elif b == "500":
            out.append(a + ".5k")
        return out
    return sorted({f"{v:g}", f"{v:.2f}"}, key=len)


def day(iso):
    d = date.fromisoformat(iso)
    m = MONTHS[d.month - 1]
    return [
        iso,
        "%d %s" % (d.day, m),
        "%s %d" % (m, d.day),
        "%d %s" % (d.day, m[:3]),
        "%s %d" % (m[:3], d.day),
        d.strftime("%d/%m/%Y"),
        "%02d %s" % (d.day, m),
    ][: 6 + (d.day < 10)]


def tally(rs, key):
    c = Counter(key(x) for x in rs)
    return OrderedDict(sorted(c.items(), key=lambda kv: (-kv[1], kv[0])))


def one(t, place, company):
    r = W(title(t), town(place), firm(company))
    assert len(r) == 1, (t, place, company, len(r))
    return r[0]


def fact(id, kind, question, t, place, company, col=None, **more):
    x = one(t, place, company)
    m = OrderedDict()
    if col == "pay":
        m["says_any"] = [figures(x["_a"])] + ([figures(x["_b"])] if x["_b"] != x["_a"] else [])
        m["fields"] = OrderedDict(
            (k, x[k]) for k in ("salary_min", "salary_max", "currency", "salary_period")
        )
    elif col in ("posted", "closes"):
        m["says_any"] = [day(x[col])]
        m["fields"] = {col: x[col]}
    elif col:
        assert x[col]
        m["fields"] = {col: x[col]}
        m["says_any"] = [
            [x[col].lower()] + ([x[col].lower().replace("-", " ")] if "-" in x[col] else [])
        ]
    m.update(more)
    Q(id, kind, question, "answer", [t, place, company], about=[x["_id"]], **m)
    return x


def T(t, place, company):
    return one(t, place, company)["_t"]


# ---- counts
Q(
    "count-leeds",
    "count-by-place",
    "how many jobs have you in leeds",
    "count",
    ["Leeds"],
    W(town("Leeds")),
)
Q(
    "count-hollin-adverts",
    "count-by-firm",
    "Quantity of adverts from Hollin Care please, every town counted on its own",
    "count",
    ["Hollin Care"],
    W(firm("Hollin Care")),
)
Q(
    "count-tidewright-roles",
    "count-by-firm",
    "If a role offered in several towns counts once only, what number of roles does Tidewright Marine have?",
    "count",
    ["Tidewright Marine"],
    W(firm("Tidewright Marine")),
    "roles",
)
Q(
    "count-parttime",
    "count-by-employment",
    "total of part time postings across the board?",
    "count",
    ["Part-time"],
    W(emp("Part-time")),
)
Q(
    "count-portugal",
    "count-by-country",
    "Hi! My wife has a post in Lisbon from spring so we're off to Portugal. How many postings are there in the whole country?",
    "count",
    ["Portugal"],
    W(land("PT")),
)
Q(
    "count-nopay",
    "count-missing",
    "no. of postings that keep quiet about pay",
    "count",
    [],
    W(nopay),
)
Q(
    "count-remote",
    "count-by-workplace",
    "just the figure: postings that are fully remote",
    "count",
    ["Remote"],
    W(wp("Remote")),
    unknown=W(nowp),
)
Q(
    "count-february",
    "count-by-date",
    "adverts that went up in Feb 2026 - how many were there",
    "count",
    ["February 2026"],
    W(posted(lambda d: d[:7] == "2026-02")),
)
Q(
    "count-kestrin-contract",
    "count-two",
    "At Kestrin Robotics, how many distinct roles are contract ones?",
    "count",
    ["Kestrin Robotics", "Contract"],
    W(firm("Kestrin Robotics"), emp("Contract")),
    "roles",
)
cork, galway = W(town("Cork")), W(town("Galway"))
assert len(cork) > len(galway)
Q(
    "cork-or-galway",
    "count-compare",
    "who has more vacancies, Cork or Galway?",
    "count",
    ["Cork", "Galway"],
    tally=OrderedDict(Cork=len(cork), Galway=len(galway)),
    says=["cork"],
)
Q(
    "count-us-remote-fulltime",
    "count-three",
    "Could you tell me the number of full-time remote openings in the States?",
    "count",
    ["United States", "Full-time", "Remote"],
    W(land("US"), emp("Full-time"), wp("Remote")),
    unknown=W(land("US"), emp("Full-time"), nowp),
)

# ---- lists by one condition
Q(
    "list-freiburg",
    "list-by-place",
    "show me what's going in Freiburg",
    "list",
    ["Freiburg"],
    W(town("Freiburg")),
)
Q(
    "list-internships",
    "list-by-employment",
    "internships?",
    "list",
    ["Internship"],
    W(emp("Internship")),
    "roles",
)
Q(
    "list-sorrelby",
    "list-by-firm",
    "Which roles has Sorrelby Pharma got open at the moment, wherever they are?",
    "list",
    ["Sorrelby Pharma"],
    W(firm("Sorrelby Pharma")),
    "roles",
)
Q(
    "list-temporary",
    "list-by-employment",
    "I'd only consider temp work, so what temporary roles do you hold",
    "list",
    ["Temporary"],
    W(emp("Temporary")),
    "roles",
)
Q(
    "list-studio-one",
    "list-by-team",
    "What roles belong to the Studio One team?",
    "list",
    ["Studio One"],
    W(team("Studio One")),
    "roles",
)
Q(
    "list-ten-years",
    "list-by-experience",
    "who on earth asks for ten years of experience? name the roles",
    "list",
    ["10 years"],
    W(exp(lambda n: n == 10)),
    "roles",
)
w = W(title("Welder"), firm("Tidewright Marine"))
Q(
    "towns-of-welder",
    "towns-of-a-role",
    "In what towns is Tidewright Marine looking for a Welder (the plain one, not senior)?",
    "list",
    ["Welder", "Tidewright Marine"],
    w,
    says=sorted(x["_town"].lower() for x in w),
)

# ---- lists by two conditions
Q(
    "remote-nantes",
    "list-two",
    "I live in Nantes and don't want to commute any more. Remote jobs there?",
    "list",
    ["Remote", "Nantes"],
    W(wp("Remote"), town("Nantes")),
    unknown=W(nowp, town("Nantes")),
)
Q(
    "hybrid-cardiff",
    "list-two",
    "any hybird stuff in cardiff",
    "list",
    ["Hybrid", "Cardiff"],
    W(wp("Hybrid"), town("Cardiff")),
    unknown=W(nowp, town("Cardiff")),
)
Q(
    "apprentice-germany",
    "list-two",
    "My son would like to do an apprenticeship in Germany; which postings fit?",
    "list",
    ["Apprenticeship", "Germany"],
    W(emp("Apprenticeship"), land("DE")),
)
Q(
    "stonecrop-parttime",
    "list-two",
    "roles at stonecrop builders that aren't a whole week, i.e. part-time ones",
    "list",
    ["Stonecrop Builders", "Part-time"],
    W(firm("Stonecrop Builders"), emp("Part-time")),
    "roles",
)
Q(
    "temporary-spain",
    "list-two",
    "Searching temporary position in Spain for my cousin. There is some?",
    "list",
    ["Temporary", "Spain"],
    W(emp("Temporary"), land("ES")),
)
Q(
    "manager-munich",
    "list-two",
    "manager level jobs Munich",
    "list",
    ["Manager", "Munich"],
    W(lev("Manager"), town("Munich")),
)
Q(
    "hourly-glasgow",
    "list-two",
    "Is anything in Glasgow paid by the hour? List it",
    "list",
    ["hour", "Glasgow"],
    W(town("Glasgow"), lambda x: x["salary_period"] == "hour"),
    unknown=W(town("Glasgow"), nopay),
)
Q(
    "senior-hull",
    "list-two",
    "Give me the senior vacancies for Hull",
    "list",
    ["Senior", "Hull"],
    W(lev("Senior"), town("Hull")),
)

# ---- lists by three conditions
Q(
    "bilbao-onsite-fulltime",
    "list-three",
    "full time + on site + bilbao",
    "list",
    ["Bilbao", "Full-time", "On-site"],
    W(town("Bilbao"), emp("Full-time"), wp("On-site")),
    unknown=W(town("Bilbao"), emp("Full-time"), nowp),
)
Q(
    "pomfrey-remote-eur",
    "list-three",
    "At Pomfrey Lane, which remote roles are there within the eurozone countries (not Canada, not the UK)?",
    "list",
    ["Pomfrey Lane", "Remote"],
    W(firm("Pomfrey Lane"), wp("Remote"), land("IE", "DE", "FR", "NL", "ES", "PT")),
    "roles",
    unknown=W(firm("Pomfrey Lane"), nowp, land("IE", "DE", "FR", "NL", "ES", "PT")),
)
Q(
    "senior-france-hybrid",
    "list-three",
    "After a senior job in France, must be hybrid. Ideas?",
    "list",
    ["Senior", "France", "Hybrid"],
    W(lev("Senior"), land("FR"), wp("Hybrid")),
    unknown=W(lev("Senior"), land("FR"), nowp),
)
Q(
    "pittsburgh-contract-onsite",
    "list-three",
    "on-site contract jobs in Pittsburgh please and thank you",
    "list",
    ["Pittsburgh", "Contract", "On-site"],
    W(town("Pittsburgh"), emp("Contract"), wp("On-site")),
    unknown=W(town("Pittsburgh"), emp("Contract"), nowp),
)
Q(
    "junior-uk-remote",
    "list-three",
    "Is there any junior post in the UK that's remote?",
    "list",
    ["Junior", "United Kingdom", "Remote"],
    W(lev("Junior"), land("GB"), wp("Remote")),
    unknown=W(lev("Junior"), land("GB"), nowp),
)
Q(
    "tessaly-leeds-fulltime",
    "list-three",
    "tessaly health leeds full-time roles",
    "list",
    ["Tessaly Health", "Leeds", "Full-time"],
    W(firm("Tessaly Health"), town("Leeds"), emp("Full-time")),
)
Q(
    "eindhoven-monthly-onsite",
    "list-three",
    "Could I see the on-site postings in Eindhoven with a monthly wage?",
    "list",
    ["Eindhoven", "On-site", "month"],
    W(town("Eindhoven"), wp("On-site"), lambda x: x["salary_period"] == "month"),
    unknown=W(
        town("Eindhoven"),
        any_of(nowp, nopay),
        any_of(nowp, wp("On-site")),
        any_of(nopay, lambda x: x["salary_period"] == "month"),
    ),
)
Q(
    "groningen-nodegree-fulltime",
    "list-three",
    "Which full-time postings in Groningen say outright that no degree is needed?",
    "list",
    ["Groningen", "Full-time", "degree"],
    W(town("Groningen"), emp("Full-time"), degree("not needed")),
)
Q(
    "leeds-visa-fulltime",
    "list-three",
    "full-time, Leeds, and they sponsor visas",
    "list",
    ["Leeds", "Full-time", "visa"],
    W(town("Leeds"), emp("Full-time"), visa("sponsored")),
    unknown=W(town("Leeds"), emp("Full-time"), visa(None)),
    never=["we cannot sponsor"],
)

# ---- numbers compared
Q(
    "london-50k",
    "pay-at-least",
    "Which London jobs with a yearly salary start at £50,000 or above?",
    "list",
    ["London", "GBP", "year"],
    W(town("London"), pay("GBP", "year"), lo(lambda v: v >= 50000)),
    unknown=W(town("London"), nopay),
)
Q(
    "eur-hour-25",
    "pay-at-least",
    "jobs paid in euros by the hour where even the bottom of the range is 25 or more",
    "list",
    ["EUR", "hour"],
    W(pay("EUR", "hour"), lo(lambda v: v >= 25)),
)
Q(
    "ireland-80k",
    "pay-over",
    "Anything in Ireland whose range goes beyond 80,000 euros a year at its top?",
    "list",
    ["Ireland", "EUR", "year"],
    W(land("IE"), pay("EUR", "year"), hi(lambda v: v > 80000)),
    unknown=W(land("IE"), nopay),
)
Q(
    "usd-85k",
    "pay-over",
    "annual US dollar salaries whose minimum is over 85k: postings?",
    "list",
    ["USD", "year"],
    W(pay("USD", "year"), lo(lambda v: v > 85000)),
)
Q(
    "gbp-under-12-50",
    "pay-under",
    "Out of curiosity, which postings begin below twelve pounds fifty an hour?",
    "list",
    ["GBP", "hour"],
    W(pay("GBP", "hour"), lo(lambda v: v < 12.5)),
)
Q(
    "nl-month-5000",
    "pay-over",
    "dutch jobs paid per month, max above 5.000 euro",
    "list",
    ["Netherlands", "EUR", "month"],
    W(land("NL"), pay("EUR", "month"), hi(lambda v: v > 5000)),
    unknown=W(land("NL"), nopay),
)
Q(
    "exp-8plus",
    "experience-at-least",
    "how many postings demand eight years' experience or more",
    "count",
    ["8 years"],
    W(exp(lambda n: n >= 8)),
    unknown=W(noexp),
)
Q(
    "halifax-under-2",
    "experience-fewer",
    "Halifax: which ones state less than two years of experience?",
    "list",
    ["Halifax"],
    W(town("Halifax"), exp(lambda n: n < 2)),
    unknown=W(town("Halifax"), noexp),
)
Q(
    "rotterdam-over-5",
    "experience-more",
    "Old hand here with plenty of experience. Which Rotterdam postings want more than 5 years?",
    "list",
    ["Rotterdam"],
    W(town("Rotterdam"), exp(lambda n: n > 5)),
    unknown=W(town("Rotterdam"), noexp),
)
Q(
    "kassel-2-to-3",
    "experience-between",
    "kassel, two to three years experience asked",
    "list",
    ["Kassel"],
    W(town("Kassel"), exp(lambda n: 2 <= n <= 3)),
    unknown=W(town("Kassel"), noexp),
)

# ---- dates compared
Q(
    "closing-before-28-jan",
    "closing-before",
    "Which adverts closed before 28 January 2026?",
    "list",
    ["2026-01-28"],
    W(closes(lambda d: d < "2026-01-28")),
)
Q(
    "porto-after-15-apr",
    "posted-after",
    "what's been posted in Porto after the 15th of April 2026",
    "list",
    ["Porto", "2026-04-15"],
    W(town("Porto"), posted(lambda d: d > "2026-04-15")),
)
Q(
    "closing-july",
    "closing-after",
    "Holidays first, so I can't apply before July 2026. Which postings close on 1 July 2026 or later?",
    "list",
    ["2026-07-01"],
    W(closes(lambda d: d >= "2026-07-01")),
    unknown=W(noclose),
)
Q(
    "posted-26-april",
    "posted-on",
    "the ones posted on 26/04/2026 (day/month) please",
    "list",
    ["2026-04-26"],
    W(posted(lambda d: d == "2026-04-26")),
)
Q(
    "lyon-closing-may",
    "closing-within",
    "Lyon jobs with a closing date in May 2026, any?",
    "list",
    ["Lyon", "May 2026"],
    W(town("Lyon"), closes(lambda d: d[:7] == "2026-05")),
    unknown=W(town("Lyon"), noclose),
)
Q(
    "leeds-no-closing",
    "closing-missing",
    "Do some of the Leeds adverts give no closing date? Say which.",
    "list",
    ["Leeds"],
    W(town("Leeds"), noclose),
)
Q(
    "count-before-15-jan",
    "posted-before",
    "how many were put online earlier than 15 January 2026?",
    "count",
    ["2026-01-15"],
    W(posted(lambda d: d < "2026-01-15")),
)


# ---- superlatives
def sup(id, question, entities, rs, key, top, col, **more):
    b = best(rs, key, top)
    v = key(b[0])
    Q(
        id,
        "superlative",
        question,
        "list",
        entities,
        b,
        says_any=[day(v) if "-" in str(v) else figures(v)],
        **more,
    )


sup(
    "top-gbp-year",
    "Going by the upper end of the range, which posting pays most in pounds per year?",
    ["GBP", "year"],
    W(pay("GBP", "year")),
    lambda x: x["_b"],
    True,
    "salary_max",
)
sup(
    "top-usd-hour",
    "best hourly rate in US dollars (upper figure), what job is it?",
    ["USD", "hour"],
    W(pay("USD", "hour")),
    lambda x: x["_b"],
    True,
    "salary_max",
)
sup(
    "low-eur-year",
    "Where is the lowest starting salary in euros a year? I want to avoid it lol",
    ["EUR", "year"],
    W(pay("EUR", "year")),
    lambda x: x["_a"],
    False,
    "salary_min",
)
sup(
    "winnipeg-first-close",
    "of all the winnipeg jobs which one closes first",
    ["Winnipeg"],
    W(town("Winnipeg"), no(noclose)),
    lambda x: x["closes"],
    False,
    "closes",
    unknown=W(town("Winnipeg"), noclose),
)
sup(
    "yarrowtext-newest",
    "Yarrowtext's most recent advert?",
    ["Yarrowtext"],
    W(firm("Yarrowtext")),
    lambda x: x["posted"],
    True,
    "posted",
)
sup(
    "grenoble-oldest",
    "Which Grenoble posting has been up the longest?",
    ["Grenoble"],
    W(town("Grenoble")),
    lambda x: x["posted"],
    False,
    "posted",
)
tt = tally(rows, lambda x: x["_town"])
top = [k for k, v in tt.items() if v == max(tt.values())]
Q(
    "busiest-town",
    "superlative-town",
    "which city has the most postings of all",
    "count",
    top,
    says=[t.lower() for t in top] + [str(max(tt.values()))],
)
tf = tally(rows, lambda x: x["company"])
topf = [k for k, v in tf.items() if v == max(tf.values())]
Q(
    "busiest-firm",
    "superlative-firm",
    "What firm advertises most, in number of postings?",
    "count",
    topf,
    says=[t.lower() for t in topf] + [str(max(tf.values()))],
)
n3 = sorted(W(firm("Quillmere Rail"), pay("EUR", "year")), key=lambda x: -x["_b"])
assert len({x["_b"] for x in n3[:4]}) == 4
Q(
    "quillmere-top-three",
    "superlative-n",
    "Rank Quillmere Rail's three best paid euro-a-year postings by their maximum",
    "list",
    ["Quillmere Rail", "EUR", "year"],
    n3[:3],
    ordered=True,
    says_any=[figures(x["_b"]) for x in n3[:3]],
)


# ---- tallies
def tal(id, kind, question, entities, rs, key, **more):
    t = tally(rs, key)
    Q(id, kind, question, "count", entities, count=len(rs), count_of="postings", tally=t, **more)


tal(
    "blythorn-by-town",
    "tally-by-city",
    "Blythorn Air: postings per town, as a list",
    ["Blythorn Air"],
    W(firm("Blythorn Air")),
    lambda x: x["_town"],
)
tal(
    "remote-by-city",
    "tally-by-city",
    "Break the remote postings down by city for me, would you",
    ["Remote"],
    W(wp("Remote")),
    lambda x: x["_town"],
)
tal(
    "sheffield-by-firm",
    "tally-by-firm",
    "who's recruiting in sheffield and with how many postings each",
    ["Sheffield"],
    W(town("Sheffield")),
    lambda x: x["company"],
)
tal(
    "internships-by-firm",
    "tally-by-firm",
    "internship postings by company, numbers only",
    ["Internship"],
    W(emp("Internship")),
    lambda x: x["company"],
)
tal(
    "by-country",
    "tally-by-country",
    "How do your postings spread over the different countries?",
    [],
    rows,
    lambda x: NAMES[x["_c"]],
)
tal(
    "ambrey-by-employment",
    "tally-by-employment",
    "for each type of employment, how many ads has Ambrey Schools",
    ["Ambrey Schools"],
    W(firm("Ambrey Schools")),
    lambda x: x["employment"],
)
tal(
    "hollin-ireland-by-city",
    "tally-by-city",
    "Hollin Care in Ireland, count by city",
    ["Hollin Care", "Ireland"],
    W(firm("Hollin Care"), land("IE")),
    lambda x: x["_town"],
)

# ---- negated
Q(
    "braga-not-fulltime",
    "negated",
    "Braga jobs that are not full-time",
    "list",
    ["Braga", "Full-time"],
    W(town("Braga"), no(emp("Full-time"))),
)
Q(
    "malaga-not-onsite",
    "negated",
    "anything in malaga which isnt on-site?",
    "list",
    ["Málaga", "On-site"],
    W(town("Málaga"), no(wp("On-site")), no(nowp)),
    unknown=W(town("Málaga"), nowp),
)
Q(
    "norwich-not-norvane",
    "negated",
    "I've had enough of Norvane Energy. What else is there in Norwich without them?",
    "list",
    ["Norwich", "Norvane Energy"],
    W(town("Norwich"), no(firm("Norvane Energy"))),
)
Q(
    "pelicourt-no-pay",
    "negated",
    "Pelicourt Hotels - which roles never state what they pay, in any town?",
    "list",
    ["Pelicourt Hotels"],
    [
        x
        for x in W(firm("Pelicourt Hotels"))
        if all(nopay(y) for y in rows if y["_role"] == x["_role"])
    ],
    "roles",
)
Q(
    "winnipeg-no-workplace",
    "negated",
    "Which of the Winnipeg adverts don't say whether you work on site, hybrid or from home?",
    "list",
    ["Winnipeg"],
    W(town("Winnipeg"), nowp),
)
Q(
    "galway-visa-refused",
    "negated",
    "who in Galway will NOT sponsor a visa",
    "list",
    ["Galway", "visa"],
    W(town("Galway"), visa("refused")),
    unknown=W(town("Galway"), visa(None)),
)

# ---- strength of a skill
Q(
    "forklift-required",
    "skill-required",
    "Which roles insist on a forklift licence?",
    "list",
    ["forklift licence"],
    W(req("forklift")),
    "roles",
)
Q(
    "german-preferred",
    "skill-preferred",
    "where's German only nice to have and not a must",
    "list",
    ["German"],
    W(pref("German")),
    "roles",
)
Q(
    "python-required",
    "skill-required",
    "python compulsory - what roles",
    "list",
    ["Python"],
    W(req("Python")),
    "roles",
)
Q(
    "excel-desirable",
    "skill-preferred",
    "How many roles treat Excel as desirable rather than required?",
    "count",
    ["Excel"],
    W(pref("Excel")),
    "roles",
)
Q(
    "licence-unneeded",
    "skill-unneeded",
    "Don't drive, never will. Which roles tell you that a driving licence isn't needed?",
    "list",
    ["driving licence"],
    W(unneeded("driving licence")),
    "roles",
)
a, b = W(firm("Castrel Bank"), req("SQL")), W(firm("Castrel Bank"), pref("SQL"))
Q(
    "castrel-sql",
    "skill-both",
    "SQL at Castrel Bank: which roles must have it and which merely like it?",
    "list",
    ["Castrel Bank", "SQL"],
    a + b,
    "roles",
    required=[v[0]["_id"] for v in by_role(a).values()],
    preferred=[v[0]["_id"] for v in by_role(b).values()],
)
Q(
    "french-required",
    "skill-required",
    "je parle français... so which roles require French?",
    "list",
    ["French"],
    W(req("French")),
    "roles",
    never=["you do not need french"],
)
assert not W(req("Kubernetes"))
Q(
    "kubernetes-required",
    "skill-required",
    "is Kubernetes an absolute requirement anywhere, yes or no",
    "count",
    ["Kubernetes"],
    W(req("Kubernetes")),
    "roles",
    preferred=[v[0]["_id"] for v in by_role(W(pref("Kubernetes"))).values()],
)
Q(
    "zendesk-and-itil",
    "skill-required-two",
    "Roles that require both Zendesk and an ITIL certificate, which are they?",
    "list",
    ["Zendesk", "ITIL"],
    W(req("Zendesk"), req("ITIL")),
    "roles",
)

# ---- about the asker
Q(
    "asker-hull",
    "asker",
    "I have 3 years behind me and no degree. What in Hull could I go for, on those two points?",
    "list",
    ["Hull", "3 years", "degree"],
    W(town("Hull"), exp(lambda n: n <= 3), no(degree("required"))),
    unknown=W(town("Hull"), noexp, no(degree("required"))),
)
Q(
    "asker-visa-cork",
    "asker",
    "need somebody to sponsor my visa, want to be in Cork. which ones would",
    "list",
    ["Cork", "visa"],
    W(town("Cork"), visa("sponsored")),
    unknown=W(town("Cork"), visa(None)),
)
Q(
    "asker-london-zero",
    "asker",
    "just left school with zero experience, looking in london, which jobs ask for none",
    "list",
    ["London", "0 years"],
    W(town("London"), exp(lambda n: n == 0)),
    unknown=W(town("London"), noexp),
)
Q(
    "asker-coimbra",
    "asker",
    "I can't leave Coimbra and I can't do full-time because of the kids. So what remains for me?",
    "list",
    ["Coimbra", "Full-time"],
    W(town("Coimbra"), no(emp("Full-time"))),
)
assert one("Radiographer", "Pittsburgh", "Tessaly Health")["_exp"] == 2
fact(
    "asker-radiographer",
    "asker-qualified",
    "One year as a radiographer is all I've got; will that do for the Radiographer vacancy at Tessaly Health, Pittsburgh?",
    "Radiographer",
    "Pittsburgh",
    "Tessaly Health",
    says_any=[["2 years", "two years", "2"]],
    fields={"experience_min": "2"},
    never=["one year is enough"],
)

# ---- facts of one posting
fact(
    "f-welder-porto",
    "fact-pay",
    "What's the pay for the Welder at Tidewright Marine in Porto?",
    "Welder",
    "Porto",
    "Tidewright Marine",
    "pay",
)
fact(
    "f-cabin-boulder",
    "fact-closing",
    "when is the deadline for blythorn air cabin crew member, boulder",
    "Cabin Crew Member",
    "Boulder",
    "Blythorn Air",
    "closes",
)
fact(
    "f-shift-munich",
    "fact-visa",
    "I'd come from Ghana: would Cindervale Steel get me a visa for the Shift Supervisor post in Munich?",
    "Shift Supervisor",
    "Munich",
    "Cindervale Steel",
    vital=[[T("Shift Supervisor", "Munich", "Cindervale Steel")["visa_s"]]],
    never=["we sponsor work visas"],
)
fact(
    "f-risk-norwich",
    "fact-degree",
    "Risk Manager, Castrel Bank, Norwich. Degree needed or not?",
    "Risk Manager",
    "Norwich",
    "Castrel Bank",
    vital=[[T("Risk Manager", "Norwich", "Castrel Bank")["degree_s"]]],
)
fact(
    "f-tester-cardiff",
    "fact-workplace",
    "Could one do the Game Tester job of Vantry Games in Cardiff from home?",
    "Game Tester",
    "Cardiff",
    "Vantry Games",
    "workplace",
)
fact(
    "f-sound-nantes",
    "fact-skill",
    "for Sound Designer at vantry games (nantes) is C++ a must or a bonus?",
    "Sound Designer",
    "Nantes",
    "Vantry Games",
    vital=[[T("Sound Designer", "Nantes", "Vantry Games")["pref"]["C++"]]],
)
fact(
    "f-hotel-lyon",
    "fact-missing",
    "how much would Pelicourt Hotels pay their Hotel Manager in Lyon",
    "Hotel Manager",
    "Lyon",
    "Pelicourt Hotels",
    abstains=True,
)
fact(
    "f-scaffolder-galway",
    "fact-pay",
    "stonecrop bilders, scafolder in galway, wage?",
    "Scaffolder",
    "Galway",
    "Stonecrop Builders",
    "pay",
)
fact(
    "f-leak-leeds",
    "fact-duties",
    "What would I actually be doing all day as Leak Detection Technician with Greyfen Water up in Leeds?",
    "Leak Detection Technician",
    "Leeds",
    "Greyfen Water",
    vital=[[l] for l in T("Leak Detection Technician", "Leeds", "Greyfen Water")["lines"]["resp"]],
)
fact(
    "f-adjuster-cork",
    "fact-offer",
    "perks for loss adjusters? the Cork one, Orchel Insurance",
    "Loss Adjuster",
    "Cork",
    "Orchel Insurance",
    vital=[[l] for l in T("Loss Adjuster", "Cork", "Orchel Insurance")["lines"]["offer"]],
)
assert one("Senior Marine Engineer", "Bilbao", "Tidewright Marine")["_exp"] == 5
fact(
    "f-marine-bilbao",
    "fact-experience",
    "how long must a Senior Marine Engineer have been at it for Tidewright Marine Bilbao to take them",
    "Senior Marine Engineer",
    "Bilbao",
    "Tidewright Marine",
    says_any=[["5", "five"]],
    fields={"experience_min": "5"},
)
assert one("Lead Solar Installer", "Cardiff", "Quillmere Rail")["_exp"] is None
fact(
    "f-solar-cardiff",
    "fact-missing",
    "Lead Solar Installer at Quillmere Rail's Cardiff office: minimum years?",
    "Lead Solar Installer",
    "Cardiff",
    "Quillmere Rail",
    abstains=True,
)


def scalar(v):
    return json.dumps(v, ensure_ascii=False)


def dump(v):
    if isinstance(v, dict):
        return "{" + ", ".join(f"{scalar(k)}: {dump(x)}" for k, x in v.items()) + "}"
    if isinstance(v, (list, tuple)):
        return "[" + ", ".join(dump(x) for x in v) + "]"
    return scalar(v)


HEAD = """# %d questions on documents/jobs.csv, written by make_table.py; every value is computed from the rows.
# A posting = a row; a role = same title + company + description.  An id is `jobs#title, city`; where two firms have the same title in one city, `jobs#title, city, firm`.
# roles: where count_of is postings, each posting; where it is roles, one id a role (its first posting that qualifies in file order), and `postings` has them all where there are no more than 60.
# Beyond the brief: count_roles / count_postings (the same selection counted the other way), unknown_count, tally (name: postings), required / preferred (ids),
# fields (the columns asked for), says_any (each inner list: spellings of which one must appear, lower case).
"""
if __name__ == "__main__":
    (HERE / "documents").mkdir(exist_ok=True)
    with (HERE / "documents" / "jobs.csv").open("w", newline="", encoding="utf-8") as f:
        w = csv.DictWriter(f, COLS, extrasaction="ignore")
        w.writeheader()
        w.writerows(rows)
    assert len(questions) == 100, len(questions)
    assert len({q["id"] for q in questions}) == len({q["question"] for q in questions}) == 100
    with (HERE / "questions.yaml").open("w", encoding="utf-8") as f:
        f.write(HEAD % len(questions))
        for q in questions:
            f.write("\n")
            for i, (k, v) in enumerate(q.items()):
                if isinstance(v, (list, tuple)) and v and len(dump(v)) > 110:
                    f.write(
                        ("- " if i == 0 else "  ")
                        + k
                        + ":\n"
                        + "".join(f"    - {dump(x)}\n" for x in v)
                    )
                else:
                    f.write(("- " if i == 0 else "  ") + f"{k}: {dump(v)}\n")
    for q in questions:
        for v in q.get("vital", []):
            assert any(s in x["description"] for s in v for x in rows if x["_id"] in q["about"]), q[
                "id"
            ]
