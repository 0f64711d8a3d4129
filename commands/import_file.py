"""import customers FILE: the customer list, row by row; contracts, bank and deliveries come later."""

import csv
import hashlib
from dataclasses import dataclass, field
from itertools import batched
from pathlib import Path
