"""单子的来历: a valid forms section as domain.form has it."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from config.approval_policies import approval_policy_of, conditions_of
from config.forms import Form, OwnField, OwnRule, Product
from domain.form import FormField, FormRule, FormTemplate, Kind, Option, OrderRule


def templates_of(forms: Sequence[Form]) -> tuple[FormTemplate, ...]:
    """Every form, in the order of the file."""
    return tuple(
        FormTemplate(
            key=form.key,
            title=form.title,
            start=tuple(form.start),
            in_menu=form.menu,
            fields=tuple(field_of(field) for field in form.fields),
            rules=rules_of(form.rules),
            summary=form.summary,
            approval=approval_policy_of(form.approval),
            order=OrderRule(form.order.customer, conditions_of(form.order.passes_when)) if form.order else None,
        )
        for form in forms
    )


def field_of(section: OwnField) -> FormField:
    """One field, of a form or of one's own in the visit template."""
    return FormField(
        key=section.key,
        label=section.label,
        kind=Kind(section.kind),
        required=section.required,
        question=section.question,
        cues=tuple(section.cues),
        unit=section.unit,
        options=_options(section.options),
        least=_bound(section.at_least),
        most=_bound(section.at_most),
        refused=tuple(section.refused),
        allowed=tuple(section.allowed),
        none_allowed=section.none_allowed,
    )


def rules_of(rules: Sequence[OwnRule]) -> tuple[FormRule, ...]:
    """The rules, in the order in which they are looked at."""
    return tuple(FormRule(conditions_of(rule.when), rule.say, tuple(rule.require), rule.refuse) for rule in rules)


def products_of(products: Sequence[Product]) -> tuple[Option, ...]:
    """What `kind: product` may name."""
    return tuple(Option(product.name, tuple(product.said)) for product in products)


def _options(options: Mapping[str, Sequence[str]]) -> tuple[Option, ...]:
    return tuple(Option(name, tuple(said)) for name, said in options.items())


def _bound(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
