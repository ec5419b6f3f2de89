#include "child.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace metaqore::bench {

Child::Child(const std::vector<std::string>& command) : name_(command.at(0)) {
  int in[2], out[2];
  if (pipe2(in, O_CLOEXEC) != 0 || pipe2(out, O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "pipe2");
  }
  std::vector<char*> arguments;
  for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  signal(SIGPIPE, SIG_IGN);
  process_ = fork();
  if (process_ == 0) {
    dup2(in[0], STDIN_FILENO);
    dup2(out[1], STDOUT_FILENO);
    execvp(arguments[0], arguments.data());
    _exit(127);
  }
  close(in[0]);
  close(out[1]);
  if (process_ < 0) throw std::system_error(errno, std::generic_category(), "fork");
  to_ = fdopen(in[1], "w");
  from_ = fdopen(out[0], "r");
}

Child::~Child() {
  std::fclose(to_);  // at which it ends
  std::fclose(from_);
  waitpid(process_, nullptr, 0);
}

std::string Child::ask(const std::string& line) {
  char answer[256];
  if (std::fputs((line + '\n').c_str(), to_) < 0 || std::fflush(to_) != 0 ||
      std::fgets(answer, sizeof answer, from_) == nullptr) {
    throw std::runtime_error(name_ + " has ended; what it wrote stands above");
  }
  return answer;
}

}  // namespace metaqore::bench
