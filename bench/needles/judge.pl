# Judges a screen against a folder of needles with os-autoinst's own code, and says what it found as JSON.
# judge.pl <root of os-autoinst> <folder of needles> <picture of the screen> <search ratio> <runs>
use strict;
use warnings;

my ($root, $folder, $screen, $ratio, $runs);

BEGIN {
    ($root, $folder, $screen, $ratio, $runs) = @ARGV;
    unshift @INC, "$root/usr/lib/os-autoinst", glob("$root/usr/lib/*/perl5/5.*");
    # it checks out git branches of needles there, with modules that nothing else here needs
    $INC{'OpenQA/Isotovideo/Utils.pm'} = 1;
    package OpenQA::Isotovideo::Utils;
    require Exporter;
    our @ISA = ('Exporter');
    our @EXPORT_OK = ('checkout_git_refspec');
    sub checkout_git_refspec { return undef }
}

use Cpanel::JSON::XS 'encode_json';
use Time::HiRes 'time';
use bmwqemu;
use needle;
use tinycv;

open(my $answer, '>&', \*STDOUT);
open(STDOUT, '>', '/dev/null');
needle::init($folder);
my @needles = sort { $a->{name} cmp $b->{name} } needle::all();
my (@ms, @found);
for my $run (1 .. $runs) {
    my $started = time;
    my $image = tinycv::read($screen);
    my ($best, $candidates) = $image->search(\@needles, 0, $ratio);
    push @ms, (time - $started) * 1000;
    next if $run > 1;
    # of the first run: afterwards more of each needle is smoothed, and rounded otherwise
    for my $each ($best ? $best : (), @$candidates) {
        my @areas = map { {
                x => $_->{x} + 0, y => $_->{y} + 0, similarity => $_->{similarity} + 0,
                ok => $_->{result} eq 'ok' ? Cpanel::JSON::XS::true : Cpanel::JSON::XS::false
        } } @{$each->{area}};
        push @found, {needle => $each->{needle}{name}, ok => $each->{ok} ? Cpanel::JSON::XS::true : Cpanel::JSON::XS::false, areas => \@areas};
    }
}
print $answer encode_json({ms => \@ms, found => \@found}), "\n";
