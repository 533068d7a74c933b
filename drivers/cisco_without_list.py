"""Phones that hold no ITL: models before Security by Default, and multiplatform (MPP) firmware."""

from eraser.dsl import NoList, documented

# Where no page of a model is published, the spellings that its product name allows are listed.
BEFORE_SECURITY_BY_DEFAULT = NoList(
    name="cisco-before-security-by-default",
    models=(
        "CP-7902",
        "CP-7902G",
        "CP-7905",
        "CP-7905G",
        "CP-7910",
        "CP-7910G",
        "CP-7910+SW",
        "CP-7910G+SW",
        "CP-7912",
        "CP-7912G",
        "CP-7912G-A",
        "CP-7920",
        "CP-7935",
        "CP-7936",
    ),
    because="these models do not do Security by Default: they hold no ITL",
    source=documented("phones §2.6"),
)

# Known by -3PCC in the model or MPP in the load, whichever model it is; listed so that they can be looked up.
MULTIPLATFORM = NoList(
    name="cisco-multiplatform",
    models=(
        "CP-6821-3PCC",
        "CP-6841-3PCC",
        "CP-6851-3PCC",
        "CP-6861-3PCC",
        "CP-6871-3PCC",
        "CP-7811-3PCC",
        "CP-7821-3PCC",
        "CP-7832-3PCC",
        "CP-7841-3PCC",
        "CP-7861-3PCC",
        "CP-8811-3PCC",
        "CP-8832-3PCC",
        "CP-8841-3PCC",
        "CP-8845-3PCC",
        "CP-8851-3PCC",
        "CP-8861-3PCC",
        "CP-8865-3PCC",
    ),
    because="multiplatform firmware is another product, which takes no list from a CUCM cluster",
    source=documented("phones §2.1, §2.6"),
)

DRIVERS = (BEFORE_SECURITY_BY_DEFAULT, MULTIPLATFORM)
