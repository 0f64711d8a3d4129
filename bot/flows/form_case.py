"""一份单子和它的定义: a form with the template under which it was begun, and the people of the firm."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from domain.form import FormTemplate, Values, together
from domain.people import Firm
from domain.policy import Policy
from storage import members
from storage.database import Db
from storage.forms import Form


@dataclass(frozen=True)
class Case:
    """A form, what it must hold, and who is who."""

    form: Form
    template: FormTemplate
    firm: Firm

    @property
    def values(self) -> Values:
        """What all utterances say together."""
        return together(self.form.utterances, self.template.fields)

    @property
    def names(self) -> Mapping[str, str]:
        """The name of each member by userid."""
        return {userid: person.name for userid, person in self.firm.people.items()}

    def with_form(self, form: Form) -> "Case":
        """The same case after the form changed."""
        return replace(self, form=form)


def case_of(form: Form, db: Db, policy: Policy, now: datetime) -> Case | None:
    """The form with its definition of the day on which it was begun; None when that is known no longer."""
    begun = policy.as_of(form.policy_version)
    template = next((one for one in begun.forms if one.key == form.template), None)
    return None if template is None else Case(form, template, members.firm(db, policy))


def colleagues(firm: Firm) -> Mapping[str, str]:
    """Userids by the names of active members; a name that two bear stands for neither."""
    names = [person.name for person in firm.people.values() if person.is_active]
    return {person.name: person.userid for person in firm.people.values() if names.count(person.name) == 1}
