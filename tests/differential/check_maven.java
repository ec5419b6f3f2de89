// Compares the answers of `requirement_oracle maven` on standard input with those of GenericVersionScheme, by which
// Maven's resolver orders versions and reads ranges (Debian's libmaven-resolver-java, which its Maven runs with).
//
// Whether two constraints meet is asked of witnesses. A set of versions begins at a bound, or directly above one, or
// where all begin. Directly above a version none is the least, for `ga.1` is above it and each `ga.0` before the 1
// brings it nearer: enough of them stand for the place.

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.aether.util.version.GenericVersionScheme;
import org.eclipse.aether.version.InvalidVersionSpecificationException;
import org.eclipse.aether.version.Version;
import org.eclipse.aether.version.VersionConstraint;

final class CheckMaven {
  private static final String NEAR = "-ga.0".repeat(8);
  private final GenericVersionScheme scheme = new GenericVersionScheme();
  private final Map<String, int[]> counts = new TreeMap<>();  // passed, total

  private CheckMaven() {
    for (String name : List.of("contains", "meet", "order")) counts.put(name, new int[2]);
  }

  private void check(String name, Object theirs, String ours, String about) {
    int[] count = counts.get(name);
    ++count[1];
    if (theirs.toString().equals(ours)) {
      ++count[0];
    } else if (count[1] - count[0] <= 20) {
      System.out.println("maven_" + name + ": " + about + ": theirs `" + theirs + "`, ours `" + ours + "`");
    }
  }

  private Version version(String text) throws InvalidVersionSpecificationException {
    return scheme.parseVersion(text);
  }

  /** A version alone is what is preferred, and any will do; none at all says the same of us. */
  private boolean admits(String constraint, Version version) throws InvalidVersionSpecificationException {
    if (constraint.isEmpty()) return true;
    VersionConstraint said = scheme.parseVersionConstraint(constraint);
    return said.getRange() == null || said.getRange().containsVersion(version);
  }

  private int meet(String a, String b) throws InvalidVersionSpecificationException {
    List<Version> witnesses = new ArrayList<>(List.of(version("min")));
    for (String bound : (a + "," + b).split("[\\[\\](), ]+")) {
      if (bound.isEmpty()) continue;
      witnesses.add(version(bound));
      witnesses.add(version(bound + NEAR + "-ga.1"));
    }
    for (Version witness : witnesses) {
      if (admits(a, witness) && admits(b, witness)) return 1;
    }
    return 0;
  }

  private void look(String line) throws InvalidVersionSpecificationException {
    String[] field = line.split("\t", -1);
    String a = field[0], b = field[1];
    Version v = version(field[2]), w = version(field[3]);
    check("contains", admits(a, v) ? 1 : 0, field[4], "`" + v + "` in `" + a + "`");
    check("contains", admits(b, v) ? 1 : 0, field[5], "`" + v + "` in `" + b + "`");
    check("meet", meet(a, b), field[6], "`" + a + "` and `" + b + "`");
    int order = v.compareTo(w);
    check("order", order < 0 ? "<" : order > 0 ? ">" : "=", field[7], "`" + v + "` to `" + w + "`");
  }

  public static void main(String[] arguments) throws Exception {
    CheckMaven it = new CheckMaven();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
    for (String line; (line = lines.readLine()) != null; ) it.look(line);
    boolean good = true;
    for (var each : it.counts.entrySet()) {
      int passed = each.getValue()[0], total = each.getValue()[1];
      System.out.println("suite differential_maven_" + each.getKey() + " " + passed + " " + total + " 0");
      good = good && total > 0 && passed == total;
    }
    System.exit(good ? 0 : 1);
  }
}
