"""The body of each stage: one row per stage, with its proportions and parts."""

from shared.pictures.face import outfits
from shared.pictures.face.body import BodyShape, ears, feet, tail
from shared.views.companion import Stage

_EGG_PROFILE = (
    *((0, 0), (0.38, 0.03), (0.68, 0.16), (0.9, 0.38)),
    *((1, 0.62), (0.9, 0.84), (0.55, 0.975), (0, 1)),
)
_ROUND_PROFILE = (
    *((0, 0), (0.4, 0.015), (0.74, 0.11), (0.93, 0.32)),
    *((1, 0.62), (0.94, 0.86), (0.6, 0.985), (0, 1)),
)
_PEAR_PROFILE = (
    *((0, 0), (0.38, 0.02), (0.7, 0.1), (0.88, 0.27), (0.86, 0.47)),
    *((0.94, 0.63), (1, 0.79), (0.86, 0.95), (0.45, 1), (0, 1)),
)

BODY_SHAPES = {
    Stage.EGG: BodyShape(
        48, 76, _EGG_PROFILE, face_depth=55, face_scale=0.92, below_face=(outfits.cracked_shell,), is_egg=True
    ),
    Stage.HATCHLING: BodyShape(
        *(46, 92, _ROUND_PROFILE),
        face_depth=33,
        face_scale=0.98,
        shoulder=(41, 50),
        above_face=(outfits.shell_cap, outfits.shell_cup),
        sits_in_shell=True,
    ),
    Stage.SPROUT: BodyShape(
        *(52, 92, _ROUND_PROFILE),
        face_depth=42,
        face_scale=1.1,
        shoulder=(47, 56),
        behind_body=(ears,),
        below_face=(feet,),
        above_face=(outfits.one_leaf,),
    ),
    Stage.COMPANION: BodyShape(
        *(56, 70, _PEAR_PROFILE),
        face_depth=46,
        face_scale=1.2,
        shoulder=(47, 70),
        behind_body=(tail, ears),
        below_face=(feet,),
        above_face=(outfits.two_leaves,),
    ),
    Stage.GUARDIAN: BodyShape(
        *(60, 62, _PEAR_PROFILE),
        face_depth=46,
        face_scale=1.2,
        shoulder=(50, 87),
        behind_body=(outfits.cape, ears),
        below_face=(feet, outfits.scarf),
        above_face=(outfits.leaf_crown,),
    ),
    Stage.SAGE: BodyShape(
        *(60, 60, _PEAR_PROFILE),
        face_depth=47,
        face_scale=1.15,
        shoulder=(50, 76),
        behind_body=(outfits.staff, ears),
        below_face=(feet, outfits.beard),
        above_face=(outfits.glasses, outfits.head_blossom),
    ),
}
