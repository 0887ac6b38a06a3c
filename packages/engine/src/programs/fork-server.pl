# Starts programs for the Node.js process that started it, whose side is fork-server.ts. A fork copies the tables of the
# memory that a process has, and this one has a tenth of what a small Node.js has.
#
# It reads requests: a length (32 bits, big-endian) and so many bytes, which are strings with a zero byte between two of
# them: `launch`, an id and the program, or `pipes`, an id and the paths at which named pipes are to be made.
# It writes lines: `ready`; of each program `started ID PID` and then `exited ID CODE SIGNAL OTHERS`, or `failed ID ERRNO`;
# of pipes `made ID`, or `failed ID ERRNO`. OTHERS is 1 where its process group is not empty, else 0.
# It ends when its standard input does.
use strict;
use warnings;
no warnings 'exec';
use Fcntl qw(O_RDONLY O_WRONLY O_RDWR);
use POSIX ();

my $parent = getppid();
my %ids;
my $requests = "";

# A terminal sends these to everybody in the foreground; when it is time to end is the parent's to say. Handlers, since
# a program would inherit that they are ignored.
$SIG{$_} = sub { } for qw(INT TERM HUP QUIT);

# A program that ends between two looks is told of by a byte that waits here.
pipe(my $woken, my $wake) or die "no pipe: $!";
$SIG{CHLD} = sub { local $!; syswrite $wake, "." };

# Seconds. A signal that comes just before `select` begins to wait is handled only when something else ends that wait.
my $patience = 0.1;

say_line("ready");
while (1) {
    my $watched = "";
    vec($watched, $_, 1) = 1 for fileno(STDIN), fileno($woken);
    next if select($watched, undef, undef, %ids ? $patience : undef) < 0;
    sysread $woken, my $bytes, 65536 if vec($watched, fileno($woken), 1);
    tell_ends();
    read_requests() if vec($watched, fileno(STDIN), 1);
}

sub read_requests {
    my $count = sysread STDIN, $requests, 65536, length $requests;
    return if !defined $count && $!{EINTR};
    exit if !$count;
    while (length $requests >= 4) {
        my $end = 4 + unpack "N", $requests;
        last if length $requests < $end;
        my $request = substr $requests, 4, $end - 4;
        substr($requests, 0, $end) = "";
        # Nothing must begin for a parent that has died, though its requests are still in the pipe.
        exit if getppid() != $parent;
        my ($kind, @strings) = split /\0/, $request, -1;
        $kind eq "pipes" ? make_pipes(@strings) : launch(@strings);
    }
}

sub make_pipes {
    my ($id, @paths) = @_;
    for my $path (@paths) {
        return say_line("failed $id " . ($! + 0)) if !POSIX::mkfifo($path, 0600);
    }
    say_line("made $id");
}

sub tell_ends {
    while ((my $pid = waitpid -1, POSIX::WNOHANG()) > 0) {
        my $id     = delete $ids{$pid};
        my $others = kill(0, -$pid) || !$!{ESRCH} ? 1 : 0;
        say_line("exited $id " . ($? >> 8) . " " . ($? & 127) . " $others");
    }
}

sub launch {
    my $id = shift;
    # What the new process could not do, until it is the program: then the pipe is closed.
    pipe(my $told, my $teller) or return say_line("failed $id " . ($! + 0));
    my $pid = fork;
    return say_line("failed $id " . ($! + 0)) if !defined $pid;
    if ($pid == 0) {
        eval { become(@_) };
        syswrite $teller, $! + 0;
        POSIX::_exit(127);
    }
    close $teller;
    my $errno = "";
    1 while !defined sysread($told, $errno, 16) && $!{EINTR};
    if ($errno eq "") {
        $ids{$pid} = $id;
        say_line("started $id $pid");
    } else {
        waitpid $pid, 0;
        say_line("failed $id $errno");
    }
}

# Returns only when it could not, with the reason in $!.
sub become {
    my ($program, $directory, $input, $output, $error, $uid, $gid, @lists) = @_;
    my @arguments = splice @lists, 0, shift @lists;
    my @groups    = splice @lists, 0, shift @lists;
    %ENV = @lists;

    POSIX::setsid();
    attach($input eq "" ? "/dev/null" : $input, O_RDONLY, 0) or return;
    attach($output, O_WRONLY, 1) or return;
    attach($error,  O_WRONLY, 2) or return;
    if (@groups) {
        join_group($_) or return for @groups;
        # It is told so by a line, as one is that is put there from outside.
        pipe(my $gate, my $opener) or return;
        syswrite $opener, "\n";
        POSIX::dup2(fileno $gate, 3);
    }
    chdir $directory or return;
    if ($uid ne "") {
        # No supplementary groups; the user last, who may change nothing of this.
        $) = "$gid $gid";
        POSIX::setgid($gid) or return;
        POSIX::setuid($uid) or return;
    }
    exec { $program } $program, @arguments;
}

sub attach {
    my ($path, $mode, $descriptor) = @_;
    # To open a pipe only for writing would wait for a reader, and whoever was to read may have died.
    my $both;
    $mode == O_WRONLY and (sysopen $both, $path, O_RDWR or return);
    sysopen my $file, $path, $mode or return;
    return POSIX::dup2(fileno $file, $descriptor);
}

sub join_group {
    my ($path) = @_;
    sysopen my $file, "$path/cgroup.procs", O_WRONLY or return;
    return syswrite $file, $$;
}

sub say_line {
    my ($line) = @_;
    syswrite STDOUT, "$line\n";
}
