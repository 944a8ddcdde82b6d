// Written by `npm run rules:seal`.
import cn2025 from './calendars/cn-2025.json';
import cn2026 from './calendars/cn-2026.json';
import deBe2024 from './calendars/de-be-2024.json';
import deBe2025 from './calendars/de-be-2025.json';
import deBe2026 from './calendars/de-be-2026.json';
import deBe2027 from './calendars/de-be-2027.json';
import deBe2028 from './calendars/de-be-2028.json';
import deBy2024 from './calendars/de-by-2024.json';
import deBy2025 from './calendars/de-by-2025.json';
import deBy2026 from './calendars/de-by-2026.json';
import deBy2027 from './calendars/de-by-2027.json';
import deBy2028 from './calendars/de-by-2028.json';
import eu2024 from './calendars/eu-2024.json';
import eu2025 from './calendars/eu-2025.json';
import eu2026 from './calendars/eu-2026.json';
import eu2027 from './calendars/eu-2027.json';
import eu2028 from './calendars/eu-2028.json';
import fr2024 from './calendars/fr-2024.json';
import fr2025 from './calendars/fr-2025.json';
import fr2026 from './calendars/fr-2026.json';
import fr2027 from './calendars/fr-2027.json';
import fr2028 from './calendars/fr-2028.json';
import ie2024 from './calendars/ie-2024.json';
import ie2025 from './calendars/ie-2025.json';
import ie2026 from './calendars/ie-2026.json';
import ie2027 from './calendars/ie-2027.json';
import ie2028 from './calendars/ie-2028.json';
import lu2024 from './calendars/lu-2024.json';
import lu2025 from './calendars/lu-2025.json';
import lu2026 from './calendars/lu-2026.json';
import lu2027 from './calendars/lu-2027.json';
import lu2028 from './calendars/lu-2028.json';
import pt2024 from './calendars/pt-2024.json';
import pt2025 from './calendars/pt-2025.json';
import pt2026 from './calendars/pt-2026.json';
import pt2027 from './calendars/pt-2027.json';
import pt2028 from './calendars/pt-2028.json';

/** Every calendar year that is loaded, as imported. */
export const calendarFiles: readonly unknown[] = [
  cn2025,
  cn2026,
  deBe2024,
  deBe2025,
  deBe2026,
  deBe2027,
  deBe2028,
  deBy2024,
  deBy2025,
  deBy2026,
  deBy2027,
  deBy2028,
  eu2024,
  eu2025,
  eu2026,
  eu2027,
  eu2028,
  fr2024,
  fr2025,
  fr2026,
  fr2027,
  fr2028,
  ie2024,
  ie2025,
  ie2026,
  ie2027,
  ie2028,
  lu2024,
  lu2025,
  lu2026,
  lu2027,
  lu2028,
  pt2024,
  pt2025,
  pt2026,
  pt2027,
  pt2028,
];
