"""How it grows: one row per stage. To add a stage, add a row; to dress one, change what it wears."""

from shared.pictures.face.body import BodyShape, ears, feet, tail
from shared.pictures.face.outfits import (
    beard,
    cape,
    cracked_shell,
    glasses,
    head_blossom,
    leaf_crown,
    one_leaf,
    scarf,
    shell_cap,
    shell_cup,
    staff,
    two_leaves,
)
from shared.views.companion import Stage

_EGG = ((0, 0), (0.38, 0.03), (0.68, 0.16), (0.9, 0.38), (1, 0.62), (0.9, 0.84), (0.55, 0.975), (0, 1))
_MOCHI = ((0, 0), (0.4, 0.015), (0.74, 0.11), (0.93, 0.32), (1, 0.62), (0.94, 0.86), (0.6, 0.985), (0, 1))
_PEAR = (
    *((0, 0), (0.38, 0.02), (0.7, 0.1), (0.88, 0.27), (0.86, 0.47)),
    *((0.94, 0.63), (1, 0.79), (0.86, 0.95), (0.45, 1), (0, 1)),
)

BUILDS = {
    Stage.EGG: BodyShape(48, 76, _EGG, face=(55, 0.92), beneath=(cracked_shell,), in_egg=True),
    Stage.HATCHLING: BodyShape(
        *(46, 92, _MOCHI), face=(33, 0.98), shoulder=(41, 50), above=(shell_cap, shell_cup), sits=True
    ),
    Stage.SPROUT: BodyShape(
        *(52, 92, _MOCHI),
        face=(42, 1.1),
        shoulder=(47, 56),
        behind=(ears,),
        beneath=(feet,),
        above=(one_leaf,),
    ),
    Stage.COMPANION: BodyShape(
        *(56, 70, _PEAR),
        face=(46, 1.2),
        shoulder=(47, 70),
        behind=(tail, ears),
        beneath=(feet,),
        above=(two_leaves,),
    ),
    Stage.GUARDIAN: BodyShape(
        *(60, 62, _PEAR),
        face=(46, 1.2),
        shoulder=(50, 87),
        behind=(cape, ears),
        beneath=(feet, scarf),
        above=(leaf_crown,),
    ),
    Stage.SAGE: BodyShape(
        *(60, 60, _PEAR),
        face=(47, 1.15),
        shoulder=(50, 76),
        behind=(staff, ears),
        beneath=(feet, beard),
        above=(glasses, head_blossom),
    ),
}
