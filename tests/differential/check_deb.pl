# Compares the answers of `requirement_oracle deb` on standard input with those of dpkg: the order with those of
# dpkg --compare-versions, a process for each, and all with those of Dpkg::Version, which comes with it.
#
# Whether two relations meet is asked of witnesses. A set of versions begins at a bound, or directly above one, or
# where all begin. Directly above a version none is the least, for `A` is above the end and each `~` after it is
# further below: enough of them stand for the place.
use strict;
use warnings;
use Dpkg::Version;

my @names = qw(contains meet order order_dpkg);
my %passed = map { $_ => 0 } @names;
my %total  = map { $_ => 0 } @names;

sub check {
    my ($name, $theirs, $ours, $about) = @_;
    $total{$name}++;
    if ($theirs eq $ours) { $passed{$name}++; return; }
    print "deb_$name: $about: theirs `$theirs`, ours `$ours`\n" if $total{$name} - $passed{$name} <= 20;
}

# Alternatives bind closer than the comma (Debian Policy 7.1). Returns [[[relation, version]...]...].
sub parse {
    my ($text) = @_;
    $text =~ tr/() //d;
    my @all;
    for my $alternatives (split m{,}, $text) {
        my @any;
        for my $relation (split m{\|}, $alternatives) {
            $relation =~ m{^(<<|<=|=|>=|>>)(.+)$} or die "`$relation` is no relation";
            push @any, [$1, Dpkg::Version->new($2)];
        }
        push @all, \@any;
    }
    return \@all;
}

sub admits {
    my ($all, $version) = @_;
    for my $any (@$all) {
        return 0 unless grep { version_compare_relation($version, $_->[0], $_->[1]) } @$any;
    }
    return 1;
}

sub above {
    my ($version) = @_;
    my $text = "$version";
    $text .= '-0' if $text !~ /-/;
    $text .= '0' if $text !~ /\d$/;
    return Dpkg::Version->new($text . 'A~~~~~~~~~~~~');
}

sub meet {
    my ($a, $b) = @_;
    my @bounds = map { $_->[1] } map { @$_ } @$a, @$b;
    for my $witness (Dpkg::Version->new('0~~~~~~~~~~~~'), @bounds, map { above($_) } @bounds) {
        return 1 if admits($a, $witness) && admits($b, $witness);
    }
    return 0;
}

my %sign = (-1 => '<', 0 => '=', 1 => '>');
my %word = ('<' => 'lt', '=' => 'eq', '>' => 'gt');
while (my $line = <STDIN>) {
    chomp $line;
    my ($ta, $tb, $v, $w, $in_a, $in_b, $met, $order) = split /\t/, $line, -1;
    my ($a, $b, $version) = (parse($ta), parse($tb), Dpkg::Version->new($v));
    check('contains', admits($a, $version), $in_a, "`$v` in `$ta`");
    check('contains', admits($b, $version), $in_b, "`$v` in `$tb`");
    check('meet', meet($a, $b), $met, "`$ta` and `$tb`");
    check('order', $sign{version_compare($v, $w)}, $order, "`$v` to `$w`");
    my $status = system('dpkg', '--compare-versions', $v, $word{$order}, $w);
    check('order_dpkg', $status == 0 ? $order : 'another', $order, "`$v` to `$w`");
}

my $good = 1;
for my $name (@names) {
    print "suite differential_deb_$name $passed{$name} $total{$name} 0\n";
    $good = 0 if $total{$name} == 0 || $passed{$name} != $total{$name};
}
exit($good ? 0 : 1);
