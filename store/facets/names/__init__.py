"""Names of places, titles, skills and employers, as texts and questions use them."""

from lazy_loader import attach

__getattr__, __dir__, __all__ = attach(
    __name__,
    submod_attrs={
        "areas": ["AreaMention", "Area", "REMOTE", "UK_NATIONS", "find_areas", "names_of_areas"],
        "employers": ["company_named", "team_named", "without_legal_form"],
        "gazetteer": [
            "City",
            "EVERYDAY",
            "GROUPS_ALSO",
            "cities_named",
            "country_groups",
            "folded",
            "small_towns",
        ],
        "mentioned": [
            "countries_told",
            "country_of_postcode",
            "country_told",
            "is_said_of",
            "named_in_all",
            "places_said",
        ],
        "periods": ["Period", "find_periods", "holiday_at", "period_led", "posted_on"],
        "place_names": [
            "LONGEST_PLACE",
            "NOWHERE",
            "country_code",
            "country_name",
            "place_in_words",
            "regions_named",
            "state_named",
            "subdivisions_named",
        ],
        "skills": ["skills_in"],
        "titles": ["HEADS", "family_of", "title_spans"],
    },
)
