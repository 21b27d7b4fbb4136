using Xunit;

// Left out by ./test.sh --fast.
[assembly: AssemblyTrait("Opens", "browser")]
