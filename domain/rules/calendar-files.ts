// Written by `npm run rules:seal`.
import at2024 from './calendars/at-2024.json';
import at2025 from './calendars/at-2025.json';
import at2026 from './calendars/at-2026.json';
import at2027 from './calendars/at-2027.json';
import at2028 from './calendars/at-2028.json';
import au2024 from './calendars/au-2024.json';
import au2025 from './calendars/au-2025.json';
import au2026 from './calendars/au-2026.json';
import au2027 from './calendars/au-2027.json';
import au2028 from './calendars/au-2028.json';
import auAct2024 from './calendars/au-act-2024.json';
import auAct2025 from './calendars/au-act-2025.json';
import auAct2026 from './calendars/au-act-2026.json';
import auAct2027 from './calendars/au-act-2027.json';
import auAct2028 from './calendars/au-act-2028.json';
import be2024 from './calendars/be-2024.json';
import be2025 from './calendars/be-2025.json';
import be2026 from './calendars/be-2026.json';
import be2027 from './calendars/be-2027.json';
import be2028 from './calendars/be-2028.json';
import bg2024 from './calendars/bg-2024.json';
import bg2025 from './calendars/bg-2025.json';
import bg2026 from './calendars/bg-2026.json';
import bg2027 from './calendars/bg-2027.json';
import bg2028 from './calendars/bg-2028.json';
import br2024 from './calendars/br-2024.json';
import br2025 from './calendars/br-2025.json';
import br2026 from './calendars/br-2026.json';
import br2027 from './calendars/br-2027.json';
import br2028 from './calendars/br-2028.json';
import ca2024 from './calendars/ca-2024.json';
import ca2025 from './calendars/ca-2025.json';
import ca2026 from './calendars/ca-2026.json';
import ca2027 from './calendars/ca-2027.json';
import ca2028 from './calendars/ca-2028.json';
import caQc2024 from './calendars/ca-qc-2024.json';
import caQc2025 from './calendars/ca-qc-2025.json';
import caQc2026 from './calendars/ca-qc-2026.json';
import caQc2027 from './calendars/ca-qc-2027.json';
import caQc2028 from './calendars/ca-qc-2028.json';
import ch2024 from './calendars/ch-2024.json';
import ch2025 from './calendars/ch-2025.json';
import ch2026 from './calendars/ch-2026.json';
import ch2027 from './calendars/ch-2027.json';
import ch2028 from './calendars/ch-2028.json';
import chBe2024 from './calendars/ch-be-2024.json';
import chBe2025 from './calendars/ch-be-2025.json';
import chBe2026 from './calendars/ch-be-2026.json';
import chBe2027 from './calendars/ch-be-2027.json';
import chBe2028 from './calendars/ch-be-2028.json';
import chZh2024 from './calendars/ch-zh-2024.json';
import chZh2025 from './calendars/ch-zh-2025.json';
import chZh2026 from './calendars/ch-zh-2026.json';
import chZh2027 from './calendars/ch-zh-2027.json';
import chZh2028 from './calendars/ch-zh-2028.json';
import cn2025 from './calendars/cn-2025.json';
import cn2026 from './calendars/cn-2026.json';
import cy2024 from './calendars/cy-2024.json';
import cy2025 from './calendars/cy-2025.json';
import cy2026 from './calendars/cy-2026.json';
import cy2027 from './calendars/cy-2027.json';
import cy2028 from './calendars/cy-2028.json';
import cz2024 from './calendars/cz-2024.json';
import cz2025 from './calendars/cz-2025.json';
import cz2026 from './calendars/cz-2026.json';
import cz2027 from './calendars/cz-2027.json';
import cz2028 from './calendars/cz-2028.json';
import deBb2024 from './calendars/de-bb-2024.json';
import deBb2025 from './calendars/de-bb-2025.json';
import deBb2026 from './calendars/de-bb-2026.json';
import deBb2027 from './calendars/de-bb-2027.json';
import deBb2028 from './calendars/de-bb-2028.json';
import deBe2024 from './calendars/de-be-2024.json';
import deBe2025 from './calendars/de-be-2025.json';
import deBe2026 from './calendars/de-be-2026.json';
import deBe2027 from './calendars/de-be-2027.json';
import deBe2028 from './calendars/de-be-2028.json';
import deBw2024 from './calendars/de-bw-2024.json';
import deBw2025 from './calendars/de-bw-2025.json';
import deBw2026 from './calendars/de-bw-2026.json';
import deBw2027 from './calendars/de-bw-2027.json';
import deBw2028 from './calendars/de-bw-2028.json';
import deBy2024 from './calendars/de-by-2024.json';
import deBy2025 from './calendars/de-by-2025.json';
import deBy2026 from './calendars/de-by-2026.json';
import deBy2027 from './calendars/de-by-2027.json';
import deBy2028 from './calendars/de-by-2028.json';
import deHb2024 from './calendars/de-hb-2024.json';
import deHb2025 from './calendars/de-hb-2025.json';
import deHb2026 from './calendars/de-hb-2026.json';
import deHb2027 from './calendars/de-hb-2027.json';
import deHb2028 from './calendars/de-hb-2028.json';
import deHe2024 from './calendars/de-he-2024.json';
import deHe2025 from './calendars/de-he-2025.json';
import deHe2026 from './calendars/de-he-2026.json';
import deHe2027 from './calendars/de-he-2027.json';
import deHe2028 from './calendars/de-he-2028.json';
import deHh2024 from './calendars/de-hh-2024.json';
import deHh2025 from './calendars/de-hh-2025.json';
import deHh2026 from './calendars/de-hh-2026.json';
import deHh2027 from './calendars/de-hh-2027.json';
import deHh2028 from './calendars/de-hh-2028.json';
import deMv2024 from './calendars/de-mv-2024.json';
import deMv2025 from './calendars/de-mv-2025.json';
import deMv2026 from './calendars/de-mv-2026.json';
import deMv2027 from './calendars/de-mv-2027.json';
import deMv2028 from './calendars/de-mv-2028.json';
import deNi2024 from './calendars/de-ni-2024.json';
import deNi2025 from './calendars/de-ni-2025.json';
import deNi2026 from './calendars/de-ni-2026.json';
import deNi2027 from './calendars/de-ni-2027.json';
import deNi2028 from './calendars/de-ni-2028.json';
import deNw2024 from './calendars/de-nw-2024.json';
import deNw2025 from './calendars/de-nw-2025.json';
import deNw2026 from './calendars/de-nw-2026.json';
import deNw2027 from './calendars/de-nw-2027.json';
import deNw2028 from './calendars/de-nw-2028.json';
import deRp2024 from './calendars/de-rp-2024.json';
import deRp2025 from './calendars/de-rp-2025.json';
import deRp2026 from './calendars/de-rp-2026.json';
import deRp2027 from './calendars/de-rp-2027.json';
import deRp2028 from './calendars/de-rp-2028.json';
import deSh2024 from './calendars/de-sh-2024.json';
import deSh2025 from './calendars/de-sh-2025.json';
import deSh2026 from './calendars/de-sh-2026.json';
import deSh2027 from './calendars/de-sh-2027.json';
import deSh2028 from './calendars/de-sh-2028.json';
import deSl2024 from './calendars/de-sl-2024.json';
import deSl2025 from './calendars/de-sl-2025.json';
import deSl2026 from './calendars/de-sl-2026.json';
import deSl2027 from './calendars/de-sl-2027.json';
import deSl2028 from './calendars/de-sl-2028.json';
import deSn2024 from './calendars/de-sn-2024.json';
import deSn2025 from './calendars/de-sn-2025.json';
import deSn2026 from './calendars/de-sn-2026.json';
import deSn2027 from './calendars/de-sn-2027.json';
import deSn2028 from './calendars/de-sn-2028.json';
import deSt2024 from './calendars/de-st-2024.json';
import deSt2025 from './calendars/de-st-2025.json';
import deSt2026 from './calendars/de-st-2026.json';
import deSt2027 from './calendars/de-st-2027.json';
import deSt2028 from './calendars/de-st-2028.json';
import deTh2024 from './calendars/de-th-2024.json';
import deTh2025 from './calendars/de-th-2025.json';
import deTh2026 from './calendars/de-th-2026.json';
import deTh2027 from './calendars/de-th-2027.json';
import deTh2028 from './calendars/de-th-2028.json';
import dk2024 from './calendars/dk-2024.json';
import dk2025 from './calendars/dk-2025.json';
import dk2026 from './calendars/dk-2026.json';
import dk2027 from './calendars/dk-2027.json';
import dk2028 from './calendars/dk-2028.json';
import ee2024 from './calendars/ee-2024.json';
import ee2025 from './calendars/ee-2025.json';
import ee2026 from './calendars/ee-2026.json';
import ee2027 from './calendars/ee-2027.json';
import ee2028 from './calendars/ee-2028.json';
import es2024 from './calendars/es-2024.json';
import es2025 from './calendars/es-2025.json';
import es2026 from './calendars/es-2026.json';
import es2027 from './calendars/es-2027.json';
import es2028 from './calendars/es-2028.json';
import eu2024 from './calendars/eu-2024.json';
import eu2025 from './calendars/eu-2025.json';
import eu2026 from './calendars/eu-2026.json';
import eu2027 from './calendars/eu-2027.json';
import eu2028 from './calendars/eu-2028.json';
import fi2024 from './calendars/fi-2024.json';
import fi2025 from './calendars/fi-2025.json';
import fi2026 from './calendars/fi-2026.json';
import fi2027 from './calendars/fi-2027.json';
import fi2028 from './calendars/fi-2028.json';
import fr2024 from './calendars/fr-2024.json';
import fr2025 from './calendars/fr-2025.json';
import fr2026 from './calendars/fr-2026.json';
import fr2027 from './calendars/fr-2027.json';
import fr2028 from './calendars/fr-2028.json';
import fr572024 from './calendars/fr-57-2024.json';
import fr572025 from './calendars/fr-57-2025.json';
import fr572026 from './calendars/fr-57-2026.json';
import fr572027 from './calendars/fr-57-2027.json';
import fr572028 from './calendars/fr-57-2028.json';
import gbEng2024 from './calendars/gb-eng-2024.json';
import gbEng2025 from './calendars/gb-eng-2025.json';
import gbEng2026 from './calendars/gb-eng-2026.json';
import gbEng2027 from './calendars/gb-eng-2027.json';
import gbEng2028 from './calendars/gb-eng-2028.json';
import gbNir2024 from './calendars/gb-nir-2024.json';
import gbNir2025 from './calendars/gb-nir-2025.json';
import gbNir2026 from './calendars/gb-nir-2026.json';
import gbNir2027 from './calendars/gb-nir-2027.json';
import gbNir2028 from './calendars/gb-nir-2028.json';
import gbSct2024 from './calendars/gb-sct-2024.json';
import gbSct2025 from './calendars/gb-sct-2025.json';
import gbSct2026 from './calendars/gb-sct-2026.json';
import gbSct2027 from './calendars/gb-sct-2027.json';
import gbSct2028 from './calendars/gb-sct-2028.json';
import gbWls2024 from './calendars/gb-wls-2024.json';
import gbWls2025 from './calendars/gb-wls-2025.json';
import gbWls2026 from './calendars/gb-wls-2026.json';
import gbWls2027 from './calendars/gb-wls-2027.json';
import gbWls2028 from './calendars/gb-wls-2028.json';
import gr2024 from './calendars/gr-2024.json';
import gr2025 from './calendars/gr-2025.json';
import gr2026 from './calendars/gr-2026.json';
import gr2027 from './calendars/gr-2027.json';
import gr2028 from './calendars/gr-2028.json';
import hk2024 from './calendars/hk-2024.json';
import hk2025 from './calendars/hk-2025.json';
import hk2026 from './calendars/hk-2026.json';
import hk2027 from './calendars/hk-2027.json';
import hr2024 from './calendars/hr-2024.json';
import hr2025 from './calendars/hr-2025.json';
import hr2026 from './calendars/hr-2026.json';
import hr2027 from './calendars/hr-2027.json';
import hr2028 from './calendars/hr-2028.json';
import hu2024 from './calendars/hu-2024.json';
import hu2025 from './calendars/hu-2025.json';
import hu2026 from './calendars/hu-2026.json';
import hu2027 from './calendars/hu-2027.json';
import hu2028 from './calendars/hu-2028.json';
import ie2024 from './calendars/ie-2024.json';
import ie2025 from './calendars/ie-2025.json';
import ie2026 from './calendars/ie-2026.json';
import ie2027 from './calendars/ie-2027.json';
import ie2028 from './calendars/ie-2028.json';
import in2024 from './calendars/in-2024.json';
import in2025 from './calendars/in-2025.json';
import in2026 from './calendars/in-2026.json';
import is2024 from './calendars/is-2024.json';
import is2025 from './calendars/is-2025.json';
import is2026 from './calendars/is-2026.json';
import is2027 from './calendars/is-2027.json';
import is2028 from './calendars/is-2028.json';
import it2024 from './calendars/it-2024.json';
import it2025 from './calendars/it-2025.json';
import it2026 from './calendars/it-2026.json';
import it2027 from './calendars/it-2027.json';
import it2028 from './calendars/it-2028.json';
import jp2024 from './calendars/jp-2024.json';
import jp2025 from './calendars/jp-2025.json';
import jp2026 from './calendars/jp-2026.json';
import jp2027 from './calendars/jp-2027.json';
import kr2024 from './calendars/kr-2024.json';
import kr2025 from './calendars/kr-2025.json';
import kr2026 from './calendars/kr-2026.json';
import kr2027 from './calendars/kr-2027.json';
import li2024 from './calendars/li-2024.json';
import li2025 from './calendars/li-2025.json';
import li2026 from './calendars/li-2026.json';
import li2027 from './calendars/li-2027.json';
import li2028 from './calendars/li-2028.json';
import lt2024 from './calendars/lt-2024.json';
import lt2025 from './calendars/lt-2025.json';
import lt2026 from './calendars/lt-2026.json';
import lt2027 from './calendars/lt-2027.json';
import lt2028 from './calendars/lt-2028.json';
import lu2024 from './calendars/lu-2024.json';
import lu2025 from './calendars/lu-2025.json';
import lu2026 from './calendars/lu-2026.json';
import lu2027 from './calendars/lu-2027.json';
import lu2028 from './calendars/lu-2028.json';
import lv2024 from './calendars/lv-2024.json';
import lv2025 from './calendars/lv-2025.json';
import lv2026 from './calendars/lv-2026.json';
import lv2027 from './calendars/lv-2027.json';
import lv2028 from './calendars/lv-2028.json';
import mt2024 from './calendars/mt-2024.json';
import mt2025 from './calendars/mt-2025.json';
import mt2026 from './calendars/mt-2026.json';
import mt2027 from './calendars/mt-2027.json';
import mt2028 from './calendars/mt-2028.json';
import nl2024 from './calendars/nl-2024.json';
import nl2025 from './calendars/nl-2025.json';
import nl2026 from './calendars/nl-2026.json';
import nl2027 from './calendars/nl-2027.json';
import nl2028 from './calendars/nl-2028.json';
import no2024 from './calendars/no-2024.json';
import no2025 from './calendars/no-2025.json';
import no2026 from './calendars/no-2026.json';
import no2027 from './calendars/no-2027.json';
import no2028 from './calendars/no-2028.json';
import pl2024 from './calendars/pl-2024.json';
import pl2025 from './calendars/pl-2025.json';
import pl2026 from './calendars/pl-2026.json';
import pl2027 from './calendars/pl-2027.json';
import pl2028 from './calendars/pl-2028.json';
import pt2024 from './calendars/pt-2024.json';
import pt2025 from './calendars/pt-2025.json';
import pt2026 from './calendars/pt-2026.json';
import pt2027 from './calendars/pt-2027.json';
import pt2028 from './calendars/pt-2028.json';
import ro2024 from './calendars/ro-2024.json';
import ro2025 from './calendars/ro-2025.json';
import ro2026 from './calendars/ro-2026.json';
import ro2027 from './calendars/ro-2027.json';
import ro2028 from './calendars/ro-2028.json';
import se2024 from './calendars/se-2024.json';
import se2025 from './calendars/se-2025.json';
import se2026 from './calendars/se-2026.json';
import se2027 from './calendars/se-2027.json';
import se2028 from './calendars/se-2028.json';
import sg2024 from './calendars/sg-2024.json';
import sg2025 from './calendars/sg-2025.json';
import sg2026 from './calendars/sg-2026.json';
import sg2027 from './calendars/sg-2027.json';
import si2024 from './calendars/si-2024.json';
import si2025 from './calendars/si-2025.json';
import si2026 from './calendars/si-2026.json';
import si2027 from './calendars/si-2027.json';
import si2028 from './calendars/si-2028.json';
import sk2024 from './calendars/sk-2024.json';
import sk2025 from './calendars/sk-2025.json';
import sk2026 from './calendars/sk-2026.json';
import sk2027 from './calendars/sk-2027.json';
import sk2028 from './calendars/sk-2028.json';
import tr2024 from './calendars/tr-2024.json';
import tr2025 from './calendars/tr-2025.json';
import tr2026 from './calendars/tr-2026.json';
import usCa2024 from './calendars/us-ca-2024.json';
import usCa2025 from './calendars/us-ca-2025.json';
import usCa2026 from './calendars/us-ca-2026.json';
import usCa2027 from './calendars/us-ca-2027.json';
import usCa2028 from './calendars/us-ca-2028.json';
import usFed2024 from './calendars/us-fed-2024.json';
import usFed2025 from './calendars/us-fed-2025.json';
import usFed2026 from './calendars/us-fed-2026.json';
import usFed2027 from './calendars/us-fed-2027.json';
import usFed2028 from './calendars/us-fed-2028.json';
import za2024 from './calendars/za-2024.json';
import za2025 from './calendars/za-2025.json';
import za2026 from './calendars/za-2026.json';
import za2027 from './calendars/za-2027.json';
import za2028 from './calendars/za-2028.json';

/** Every calendar year that is loaded, as imported. */
export const calendarFiles: readonly unknown[] = [
  at2024,
  at2025,
  at2026,
  at2027,
  at2028,
  au2024,
  au2025,
  au2026,
  au2027,
  au2028,
  auAct2024,
  auAct2025,
  auAct2026,
  auAct2027,
  auAct2028,
  be2024,
  be2025,
  be2026,
  be2027,
  be2028,
  bg2024,
  bg2025,
  bg2026,
  bg2027,
  bg2028,
  br2024,
  br2025,
  br2026,
  br2027,
  br2028,
  ca2024,
  ca2025,
  ca2026,
  ca2027,
  ca2028,
  caQc2024,
  caQc2025,
  caQc2026,
  caQc2027,
  caQc2028,
  ch2024,
  ch2025,
  ch2026,
  ch2027,
  ch2028,
  chBe2024,
  chBe2025,
  chBe2026,
  chBe2027,
  chBe2028,
  chZh2024,
  chZh2025,
  chZh2026,
  chZh2027,
  chZh2028,
  cn2025,
  cn2026,
  cy2024,
  cy2025,
  cy2026,
  cy2027,
  cy2028,
  cz2024,
  cz2025,
  cz2026,
  cz2027,
  cz2028,
  deBb2024,
  deBb2025,
  deBb2026,
  deBb2027,
  deBb2028,
  deBe2024,
  deBe2025,
  deBe2026,
  deBe2027,
  deBe2028,
  deBw2024,
  deBw2025,
  deBw2026,
  deBw2027,
  deBw2028,
  deBy2024,
  deBy2025,
  deBy2026,
  deBy2027,
  deBy2028,
  deHb2024,
  deHb2025,
  deHb2026,
  deHb2027,
  deHb2028,
  deHe2024,
  deHe2025,
  deHe2026,
  deHe2027,
  deHe2028,
  deHh2024,
  deHh2025,
  deHh2026,
  deHh2027,
  deHh2028,
  deMv2024,
  deMv2025,
  deMv2026,
  deMv2027,
  deMv2028,
  deNi2024,
  deNi2025,
  deNi2026,
  deNi2027,
  deNi2028,
  deNw2024,
  deNw2025,
  deNw2026,
  deNw2027,
  deNw2028,
  deRp2024,
  deRp2025,
  deRp2026,
  deRp2027,
  deRp2028,
  deSh2024,
  deSh2025,
  deSh2026,
  deSh2027,
  deSh2028,
  deSl2024,
  deSl2025,
  deSl2026,
  deSl2027,
  deSl2028,
  deSn2024,
  deSn2025,
  deSn2026,
  deSn2027,
  deSn2028,
  deSt2024,
  deSt2025,
  deSt2026,
  deSt2027,
  deSt2028,
  deTh2024,
  deTh2025,
  deTh2026,
  deTh2027,
  deTh2028,
  dk2024,
  dk2025,
  dk2026,
  dk2027,
  dk2028,
  ee2024,
  ee2025,
  ee2026,
  ee2027,
  ee2028,
  es2024,
  es2025,
  es2026,
  es2027,
  es2028,
  eu2024,
  eu2025,
  eu2026,
  eu2027,
  eu2028,
  fi2024,
  fi2025,
  fi2026,
  fi2027,
  fi2028,
  fr2024,
  fr2025,
  fr2026,
  fr2027,
  fr2028,
  fr572024,
  fr572025,
  fr572026,
  fr572027,
  fr572028,
  gbEng2024,
  gbEng2025,
  gbEng2026,
  gbEng2027,
  gbEng2028,
  gbNir2024,
  gbNir2025,
  gbNir2026,
  gbNir2027,
  gbNir2028,
  gbSct2024,
  gbSct2025,
  gbSct2026,
  gbSct2027,
  gbSct2028,
  gbWls2024,
  gbWls2025,
  gbWls2026,
  gbWls2027,
  gbWls2028,
  gr2024,
  gr2025,
  gr2026,
  gr2027,
  gr2028,
  hk2024,
  hk2025,
  hk2026,
  hk2027,
  hr2024,
  hr2025,
  hr2026,
  hr2027,
  hr2028,
  hu2024,
  hu2025,
  hu2026,
  hu2027,
  hu2028,
  ie2024,
  ie2025,
  ie2026,
  ie2027,
  ie2028,
  in2024,
  in2025,
  in2026,
  is2024,
  is2025,
  is2026,
  is2027,
  is2028,
  it2024,
  it2025,
  it2026,
  it2027,
  it2028,
  jp2024,
  jp2025,
  jp2026,
  jp2027,
  kr2024,
  kr2025,
  kr2026,
  kr2027,
  li2024,
  li2025,
  li2026,
  li2027,
  li2028,
  lt2024,
  lt2025,
  lt2026,
  lt2027,
  lt2028,
  lu2024,
  lu2025,
  lu2026,
  lu2027,
  lu2028,
  lv2024,
  lv2025,
  lv2026,
  lv2027,
  lv2028,
  mt2024,
  mt2025,
  mt2026,
  mt2027,
  mt2028,
  nl2024,
  nl2025,
  nl2026,
  nl2027,
  nl2028,
  no2024,
  no2025,
  no2026,
  no2027,
  no2028,
  pl2024,
  pl2025,
  pl2026,
  pl2027,
  pl2028,
  pt2024,
  pt2025,
  pt2026,
  pt2027,
  pt2028,
  ro2024,
  ro2025,
  ro2026,
  ro2027,
  ro2028,
  se2024,
  se2025,
  se2026,
  se2027,
  se2028,
  sg2024,
  sg2025,
  sg2026,
  sg2027,
  si2024,
  si2025,
  si2026,
  si2027,
  si2028,
  sk2024,
  sk2025,
  sk2026,
  sk2027,
  sk2028,
  tr2024,
  tr2025,
  tr2026,
  usCa2024,
  usCa2025,
  usCa2026,
  usCa2027,
  usCa2028,
  usFed2024,
  usFed2025,
  usFed2026,
  usFed2027,
  usFed2028,
  za2024,
  za2025,
  za2026,
  za2027,
  za2028,
];
